"""What the graphics processor runs, in the oldest dialect, which every driver speaks."""

_HEAD = """
#ifdef GL_ES
#extension GL_OES_standard_derivatives : enable
precision highp float;
#endif
"""

BALLS = 6
"""How many balls can cast a shadow."""

GROUND_VERTEX = """
attribute vec3 a_place;
attribute vec3 a_normal;
attribute vec3 a_more;
uniform mat4 u_matrix;
varying vec3 v_place;
varying vec3 v_normal;
varying vec3 v_more;
void main() {
    v_place = a_place;
    v_normal = a_normal;
    v_more = a_more;
    gl_Position = u_matrix * vec4(a_place, 1.0);
}
"""

GROUND_FRAGMENT = (
    _HEAD
    + """
varying vec3 v_place;
varying vec3 v_normal;
varying vec3 v_more;  // share of the height, contour band, 1 on the sides
uniform sampler2D u_heat;
uniform vec3 u_light;
uniform vec3 u_toward;  // the eye, from the middle
uniform vec3 u_half_way;  // between the lamp and the eye
uniform vec3 u_dark;  // what is left of a colour out of the light, and in it
uniform vec3 u_bright;
uniform float u_gleam;
uniform vec4 u_contour;
uniform vec4 u_balls[BALLS];  // place and 1 / size; 0 where there is none
void main() {
    vec3 normal = normalize(v_normal);
    float lamp = max(0.0, 0.25 + 0.75 * dot(normal, u_light));
    float sky = 0.5 + 0.5 * normal.z;
    float facing = max(0.0, dot(normal, u_toward));
    float gleam = max(0.0, dot(normal, u_half_way));
    gleam *= gleam;
    gleam *= gleam;
    gleam *= gleam;
    gleam *= gleam * gleam * (1.0 - v_more.z);
    vec3 heat = texture2D(u_heat, vec2(0.5 / 256.0 + v_more.x * 255.0 / 256.0, 0.5)).rgb;
    float lit = mix(0.3 * sky + 0.7 * lamp, 0.15 + 0.4 * facing, v_more.z);  // sides: by the eye's own light
    vec3 color = heat * mix(u_dark, u_bright, lit) + u_gleam * gleam;
    float slope = fwidth(v_more.y);
    float away = abs(fract(v_more.y - 0.5) - 0.5) / max(slope, 1e-6);
    float line = clamp(1.1 - away, 0.0, 1.0) * (1.0 - smoothstep(0.25, 0.6, slope));
    line *= 1.0 - v_more.z;
    color = mix(color, u_contour.rgb, line * u_contour.a);
    float near = 100.0;
    for (int i = 0; i < BALLS; i++) {
        vec3 from = (v_place - u_balls[i].xyz) * u_balls[i].w;
        near = min(near, dot(from, from) + 100.0 * (1.0 - sign(u_balls[i].w)));
    }
    gl_FragColor = vec4(color * mix(vec3(1.0), u_dark, 0.85 * exp(-0.55 * near)), 1.0);
}
"""
).replace("BALLS", str(BALLS))

STROKE_VERTEX = """
attribute vec3 a_begin;
attribute vec3 a_end;
attribute vec2 a_corner;  // x: 0 at the begin, 1 at the end; y: -1 on one side, 1 on the other
uniform mat4 u_matrix;
uniform vec2 u_size;
uniform float u_radius;
uniform float u_nearer;
varying vec2 v_begin;
varying vec2 v_end;
void main() {
    vec4 begin = u_matrix * vec4(a_begin, 1.0);
    vec4 end = u_matrix * vec4(a_end, 1.0);
    v_begin = begin.xy / begin.w * 0.5 * u_size;
    v_end = end.xy / end.w * 0.5 * u_size;
    vec2 along = v_end - v_begin;
    float far = length(along);
    along = far > 1e-4 ? along / far : vec2(1.0, 0.0);
    vec4 here = mix(begin, end, a_corner.x);
    float reach = u_radius + 1.0;
    vec2 pixel = mix(v_begin, v_end, a_corner.x) + reach * ((2.0 * a_corner.x - 1.0) * along + a_corner.y * vec2(-along.y, along.x));
    gl_Position = vec4(pixel / (0.5 * u_size) * here.w, here.z - u_nearer * here.w, here.w);
}
"""

STROKE_FRAGMENT = (
    _HEAD
    + """
varying vec2 v_begin;
varying vec2 v_end;
uniform vec2 u_size;
uniform float u_radius;
uniform vec4 u_color;
void main() {
    vec2 along = v_end - v_begin;
    vec2 here = gl_FragCoord.xy - 0.5 * u_size - v_begin;
    float part = clamp(dot(here, along) / max(dot(along, along), 1e-8), 0.0, 1.0);
    float cover = clamp(u_radius + 0.5 - length(here - part * along), 0.0, 1.0);
    if (cover <= 0.0) discard;
    gl_FragColor = vec4(u_color.rgb, u_color.a * cover);
}
"""
)

SOLID_VERTEX = """
attribute vec3 a_place;
attribute vec3 a_normal;
uniform mat4 u_matrix;
uniform vec3 u_middle;
uniform float u_scale;
uniform float u_nearer;
varying vec3 v_place;
varying vec3 v_normal;
void main() {
    v_place = u_middle + u_scale * a_place;
    v_normal = a_normal;
    vec4 here = u_matrix * vec4(v_place, 1.0);
    gl_Position = vec4(here.xy, here.z - u_nearer * here.w, here.w);
}
"""

SOLID_FRAGMENT = (
    _HEAD
    + """
varying vec3 v_place;
varying vec3 v_normal;
uniform vec3 u_light;
uniform vec3 u_eye;
uniform vec4 u_color;
uniform float u_lit;
void main() {
    vec3 normal = normalize(v_normal);
    vec3 to_eye = normalize(u_eye - v_place);
    if (dot(normal, to_eye) < 0.0) discard;  // its far side
    float lamp = 0.62 + 0.46 * max(0.0, 0.2 + 0.8 * dot(normal, u_light)) + 0.06 * normal.z;
    float gleam = pow(max(0.0, dot(normal, normalize(u_light + to_eye))), 40.0);
    vec3 color = mix(u_color.rgb, u_color.rgb * lamp + 0.45 * gleam, u_lit);
    gl_FragColor = vec4(color, u_color.a);
}
"""
)
