<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
<name>TriDescent</name>
<message>
<source>"{found}" could be {one}, or {others}, write one of these as here</source>
<translation>"{found}" could be {one}, or {others}, write one of these as here</translation>
</message>
<message>
<source>"{name}" cannot be run ({reason}), allowed is a file of Python that defines a model</source>
<translation>"{name}" cannot be run ({reason}), allowed is a file of Python that defines a model</translation>
</message>
<message>
<source>"{name}" has no parentheses behind it, found "{found}", allowed is for example {name}(x)</source>
<translation>"{name}" has no parentheses behind it, found "{found}", allowed is for example {name}(x)</translation>
</message>
<message>
<source>"{path}" cannot be opened: {kind}</source>
<translation>"{path}" cannot be opened: {kind}</translation>
</message>
<message>
<source>"{path}" cannot be read ({reason}), allowed is {allowed}</source>
<translation>"{path}" cannot be read ({reason}), allowed is {allowed}</translation>
</message>
<message>
<source>"{path}" is not TOML ({reason}), allowed is {allowed}</source>
<translation>"{path}" is not TOML ({reason}), allowed is {allowed}</translation>
</message>
<message>
<source>&amp;Edit</source>
<translation>&amp;Edit</translation>
</message>
<message>
<source>&amp;File</source>
<translation>&amp;File</translation>
</message>
<message>
<source>&amp;Help</source>
<translation>&amp;Help</translation>
</message>
<message>
<source>&amp;Playback</source>
<translation>&amp;Playback</translation>
</message>
<message>
<source>&amp;Surface</source>
<translation>&amp;Surface</translation>
</message>
<message>
<source>&amp;View</source>
<translation>&amp;View</translation>
</message>
<message>
<source>+ Lane</source>
<translation>+ Lane</translation>
</message>
<message>
<source>1 to {last}</source>
<translation>1 to {last}</translation>
</message>
<message>
<source>1, or a number from 1.01 to 100</source>
<translation>1, or a number from 1.01 to 100</translation>
</message>
<message>
<source>1797 handwritten digits of 8 by 8 pixels</source>
<translation>1797 handwritten digits of 8 by 8 pixels</translation>
</message>
<message>
<source>2 / λmax of the training loss: the largest learning rate that plain gradient descent over all samples bears on a linear model, with features as they are now, and with the switch for standardising turned</source>
<translation>2 / λmax of the training loss: the largest learning rate that plain gradient descent over all samples bears on a linear model, with features as they are now, and with the switch for standardising turned</translation>
</message>
<message>
<source>2 of 2 weights,
nothing hidden</source>
<translation>2 of 2 weights,
nothing hidden</translation>
</message>
<message>
<source>2-D</source>
<translation>2-D</translation>
</message>
<message>
<source>2/weight decay</source>
<translation>2/weight decay</translation>
</message>
<message>
<source>3-D</source>
<translation>3-D</translation>
</message>
<message>
<source>3-D needs PyOpenGL: pip install tridescent[3d].</source>
<translation>3-D needs PyOpenGL: pip install tridescent[3d].</translation>
</message>
<message>
<source>3-D: OpenGL cannot be used ({reason}).</source>
<translation>3-D: OpenGL cannot be used ({reason}).</translation>
</message>
<message>
<source>3-D: the picture cannot be drawn ({reason}).</source>
<translation>3-D: the picture cannot be drawn ({reason}).</translation>
</message>
<message>
<source>3-D: this screen has no OpenGL ({reason}).</source>
<translation>3-D: this screen has no OpenGL ({reason}).</translation>
</message>
<message>
<source>3-D: {reason}.</source>
<translation>3-D: {reason}.</translation>
</message>
<message>
<source>9 (7): taken for 9, is 7</source>
<translation>9 (7): taken for 9, is 7</translation>
</message>
<message>
<source>A batch in parts: the same steps, less memory</source>
<translation>A batch in parts: the same steps, less memory</translation>
</message>
<message>
<source>A column without a name is called {name}.</source>
<translation>A column without a name is called {name}.</translation>
</message>
<message>
<source>A formula of your own</source>
<translation>A formula of your own</translation>
</message>
<message>
<source>A function of two weights has no samples.</source>
<translation>A function of two weights has no samples.</translation>
</message>
<message>
<source>A function of two weights is no net.</source>
<translation>A function of two weights is no net.</translation>
</message>
<message>
<source>A hollow at every whole number: full-batch stays in the first one, noise carries single samples over the hills until the learning rate has fallen.</source>
<translation>A hollow at every whole number: full-batch stays in the first one, noise carries single samples over the hills until the learning rate has fallen.</translation>
</message>
<message>
<source>A lane ends once its training loss is at or below the target.</source>
<translation>A lane ends once its training loss is at or below the target.</translation>
</message>
<message>
<source>A line below the names holds their units.</source>
<translation>A line below the names holds their units.</translation>
</message>
<message>
<source>A line through a wave whose samples lie sorted by x. Taken in this order, every epoch leads through the same loop: the lane fits what it saw last and forgets the rest.</source>
<translation>A line through a wave whose samples lie sorted by x. Taken in this order, every epoch leads through the same loop: the lane fits what it saw last and forgets the rest.</translation>
</message>
<message>
<source>A narrow, bent ravine: steep walls forbid large learning rates, and along the flat floor it is a long way; without momentum it is ten times as long.</source>
<translation>A narrow, bent ravine: steep walls forbid large learning rates, and along the flat floor it is a long way; without momentum it is ten times as long.</translation>
</message>
<message numerus="yes">
<source>A path through {n} weights can be drawn on a flat plane only as a shadow.</source>
<translation>
<numerusform>A path through {n} weight can be drawn on a flat plane only as a shadow.</numerusform>
<numerusform>A path through {n} weights can be drawn on a flat plane only as a shadow.</numerusform>
</translation>
</message>
<message>
<source>A price from a thousand reviews</source>
<translation>A price from a thousand reviews</translation>
</message>
<message>
<source>About TriDescent</source>
<translation>About TriDescent</translation>
</message>
<message>
<source>Accuracy</source>
<translation>Accuracy</translation>
</message>
<message>
<source>Activation</source>
<translation>Activation</translation>
</message>
<message>
<source>AdaGrad</source>
<translation>AdaGrad</translation>
</message>
<message>
<source>Adadelta</source>
<translation>Adadelta</translation>
</message>
<message>
<source>Adam</source>
<translation>Adam</translation>
</message>
<message>
<source>Adam, looking ahead along its mean of gradients as Nesterov does</source>
<translation>Adam, looking ahead along its mean of gradients as Nesterov does</translation>
</message>
<message>
<source>Adam, with weight decay beside the gradient</source>
<translation>Adam, with weight decay beside the gradient</translation>
</message>
<message>
<source>AdamW</source>
<translation>AdamW</translation>
</message>
<message>
<source>Adaptive scaling</source>
<translation>Adaptive scaling</translation>
</message>
<message>
<source>Add a lane</source>
<translation>Add a lane</translation>
</message>
<message>
<source>All cells are alike in {columns}.</source>
<translation>All cells are alike in {columns}.</translation>
</message>
<message>
<source>All files ({patterns})</source>
<translation>All files ({patterns})</translation>
</message>
<message>
<source>All lanes</source>
<translation>All lanes</translation>
</message>
<message>
<source>All lanes start on the ridge that leads to a saddle: without noise nothing leaves it, and the noisier a lane, the sooner it falls off.</source>
<translation>All lanes start on the ridge that leads to a saddle: without noise nothing leaves it, and the noisier a lane, the sooner it falls off.</translation>
</message>
<message>
<source>All of the clock axis</source>
<translation>All of the clock axis</translation>
</message>
<message>
<source>All views are folded away; the menu View brings them back</source>
<translation>All views are folded away; the menu View brings them back</translation>
</message>
<message>
<source>Almost flat ground around a pit: full-batch creeps straight towards it, single samples wander about and may fall in sooner.</source>
<translation>Almost flat ground around a pit: full-batch creeps straight towards it, single samples wander about and may fall in sooner.</translation>
</message>
<message>
<source>Another experiment takes its place.</source>
<translation>Another experiment takes its place.</translation>
</message>
<message>
<source>Any control</source>
<translation>Any control</translation>
</message>
<message>
<source>Apple graphics</source>
<translation>Apple graphics</translation>
</message>
<message>
<source>Arrows</source>
<translation>Arrows</translation>
</message>
<message>
<source>Arrows of one ball share one scale. Of one that is too short for it there is only the head: it says where, not how far.</source>
<translation>Arrows of one ball share one scale. Of one that is too short for it there is only the head: it says where, not how far.</translation>
</message>
<message>
<source>Arrows: {titles}</source>
<translation>Arrows: {titles}</translation>
</message>
<message>
<source>As a click at the cross</source>
<translation>As a click at the cross</translation>
</message>
<message>
<source>As they fit</source>
<translation>As they fit</translation>
</message>
<message>
<source>Automatic</source>
<translation>Automatic</translation>
</message>
<message>
<source>Axis scales</source>
<translation>Axis scales</translation>
</message>
<message>
<source>Back to the first start</source>
<translation>Back to the first start</translation>
</message>
<message>
<source>Back to the preset</source>
<translation>Back to the preset</translation>
</message>
<message>
<source>Back to the window</source>
<translation>Back to the window</translation>
</message>
<message>
<source>Base batch</source>
<translation>Base batch</translation>
</message>
<message>
<source>Batch gradient</source>
<translation>Batch gradient</translation>
</message>
<message>
<source>Batch growth</source>
<translation>Batch growth</translation>
</message>
<message>
<source>Batch of each lane</source>
<translation>Batch of each lane</translation>
</message>
<message>
<source>Batch of {lane}</source>
<translation>Batch of {lane}</translation>
</message>
<message>
<source>Batch size</source>
<translation>Batch size</translation>
</message>
<message>
<source>Batch-norm</source>
<translation>Batch-norm</translation>
</message>
<message>
<source>Batches of 64, computed at once or as eight parts whose gradients are added up: the same path at other costs, and not that of batches of 8.</source>
<translation>Batches of 64, computed at once or as eight parts whose gradients are added up: the same path at other costs, and not that of batches of 8.</translation>
</message>
<message>
<source>Beta 1</source>
<translation>Beta 1</translation>
</message>
<message>
<source>Beta 2</source>
<translation>Beta 2</translation>
</message>
<message>
<source>Beta 2 to the power of batch size over base batch: it forgets after as many samples</source>
<translation>Beta 2 to the power of batch size over base batch: it forgets after as many samples</translation>
</message>
<message>
<source>Bias</source>
<translation>Bias</translation>
</message>
<message>
<source>Binary cross-entropy</source>
<translation>Binary cross-entropy</translation>
</message>
<message>
<source>Blank the screen</source>
<translation>Blank the screen</translation>
</message>
<message>
<source>Bold: of each update. Where there are too many, it is the median of those in each bin, and bands hold the updates from
{outer} and from {inner}; dots are the smallest and the largest, marks at the edge are beyond the axis.</source>
<translation>Bold: of each update. Where there are too many, it is the median of those in each bin, and bands hold the updates from
{outer} and from {inner}; dots are the smallest and the largest, marks at the edge are beyond the axis.</translation>
</message>
<message>
<source>Bold: on the whole training set. Where there are more evaluations than pixels, it is the mean of those in each bin,
and the bars behind it reach from the smallest to the largest. Dashed: on samples that no lane learns from.</source>
<translation>Bold: on the whole training set. Where there are more evaluations than pixels, it is the mean of those in each bin,
and the bars behind it reach from the smallest to the largest. Dashed: on samples that no lane learns from.</translation>
</message>
<message>
<source>Bold: the loss on the whole training set. Where there are more evaluations than pixels, it is the mean of those in each bin,
and the bars behind it reach from the smallest to the largest. The marker lies on it; the large figure is of its row alone.
Thin: the loss of each batch, at the weights before its update. Where there are too many, bands hold the batches from
{outer} and from {inner}; dots are the smallest and the largest, marks at the edge are beyond the axis.
Dashed: the loss on samples that no lane learns from.
Click: the playhead goes there. Wheel: a closer look at the clock axis, and drag moves it. Two clicks: all of it.</source>
<translation>Bold: the loss on the whole training set. Where there are more evaluations than pixels, it is the mean of those in each bin,
and the bars behind it reach from the smallest to the largest. The marker lies on it; the large figure is of its row alone.
Thin: the loss of each batch, at the weights before its update. Where there are too many, bands hold the batches from
{outer} and from {inner}; dots are the smallest and the largest, marks at the edge are beyond the axis.
Dashed: the loss on samples that no lane learns from.
Click: the playhead goes there. Wheel: a closer look at the clock axis, and drag moves it. Two clicks: all of it.</translation>
</message>
<message>
<source>Bowl</source>
<translation>Bowl</translation>
</message>
<message>
<source>Bowl, two weights</source>
<translation>Bowl, two weights</translation>
</message>
<message>
<source>Breast cancer</source>
<translation>Breast cancer</translation>
</message>
<message>
<source>Budget</source>
<translation>Budget</translation>
</message>
<message>
<source>CUDA graphs cannot be used ({reason}), so autograd is used</source>
<translation>CUDA graphs cannot be used ({reason}), so autograd is used</translation>
</message>
<message>
<source>Calm</source>
<translation>Calm</translation>
</message>
<message>
<source>Cancel</source>
<translation>Cancel</translation>
</message>
<message>
<source>Cells are divided by {delimiter}.</source>
<translation>Cells are divided by {delimiter}.</translation>
</message>
<message>
<source>Centre of x</source>
<translation>Centre of x</translation>
</message>
<message>
<source>Channels</source>
<translation>Channels</translation>
</message>
<message>
<source>Choose a model</source>
<translation>Choose a model</translation>
</message>
<message>
<source>Circle</source>
<translation>Circle</translation>
</message>
<message>
<source>Cividis</source>
<translation>Cividis</translation>
</message>
<message>
<source>Clear</source>
<translation>Clear</translation>
</message>
<message>
<source>Click</source>
<translation>Click</translation>
</message>
<message>
<source>Click a lane</source>
<translation>Click a lane</translation>
</message>
<message>
<source>Clip the norm</source>
<translation>Clip the norm</translation>
</message>
<message>
<source>Clip values</source>
<translation>Clip values</translation>
</message>
<message>
<source>Close</source>
<translation>Close</translation>
</message>
<message>
<source>Colour</source>
<translation>Colour</translation>
</message>
<message>
<source>Colours</source>
<translation>Colours</translation>
</message>
<message>
<source>Columns</source>
<translation>Columns</translation>
</message>
<message>
<source>Commas are read as decimal marks in {columns}.</source>
<translation>Commas are read as decimal marks in {columns}.</translation>
</message>
<message>
<source>Compiled code</source>
<translation>Compiled code</translation>
</message>
<message>
<source>Compute with autograd</source>
<translation>Compute with autograd</translation>
</message>
<message>
<source>Constant</source>
<translation>Constant</translation>
</message>
<message>
<source>Contour lines</source>
<translation>Contour lines</translation>
</message>
<message>
<source>Convolutional</source>
<translation>Convolutional</translation>
</message>
<message>
<source>Copy details</source>
<translation>Copy details</translation>
</message>
<message>
<source>Cosine</source>
<translation>Cosine</translation>
</message>
<message>
<source>Crash reports</source>
<translation>Crash reports</translation>
</message>
<message>
<source>Cross-entropy</source>
<translation>Cross-entropy</translation>
</message>
<message>
<source>Ctrl+Arrows</source>
<translation>Ctrl+Arrows</translation>
</message>
<message>
<source>Curves</source>
<translation>Curves</translation>
</message>
<message>
<source>Data</source>
<translation>Data</translation>
</message>
<message>
<source>Data that keep growing</source>
<translation>Data that keep growing</translation>
</message>
<message>
<source>Dates in {name} could begin with the day or with the month; they are read as {taken}.</source>
<translation>Dates in {name} could begin with the day or with the month; they are read as {taken}.</translation>
</message>
<message>
<source>Day first</source>
<translation>Day first</translation>
</message>
<message>
<source>Decimal mark</source>
<translation>Decimal mark</translation>
</message>
<message>
<source>Delimiter</source>
<translation>Delimiter</translation>
</message>
<message>
<source>Dense net</source>
<translation>Dense net</translation>
</message>
<message>
<source>Device</source>
<translation>Device</translation>
</message>
<message>
<source>Diabetes</source>
<translation>Diabetes</translation>
</message>
<message>
<source>Diabetes, measured in 442 patients</source>
<translation>Diabetes, measured in 442 patients</translation>
</message>
<message>
<source>Diamond</source>
<translation>Diamond</translation>
</message>
<message>
<source>Digits</source>
<translation>Digits</translation>
</message>
<message>
<source>Digits, a convolutional net</source>
<translation>Digits, a convolutional net</translation>
</message>
<message>
<source>Do not keep them</source>
<translation>Do not keep them</translation>
</message>
<message>
<source>Do not run it</source>
<translation>Do not run it</translation>
</message>
<message>
<source>Double click</source>
<translation>Double click</translation>
</message>
<message>
<source>Drag</source>
<translation>Drag</translation>
</message>
<message>
<source>Drop the remainder</source>
<translation>Drop the remainder</translation>
</message>
<message>
<source>Dropout</source>
<translation>Dropout</translation>
</message>
<message>
<source>Duplicate</source>
<translation>Duplicate</translation>
</message>
<message>
<source>E&amp;xperiment</source>
<translation>E&amp;xperiment</translation>
</message>
<message>
<source>Each lane computes as long; how many updates that are, the run shows.</source>
<translation>Each lane computes as long; how many updates that are, the run shows.</translation>
</message>
<message>
<source>Edit</source>
<translation>Edit</translation>
</message>
<message>
<source>Encoding</source>
<translation>Encoding</translation>
</message>
<message>
<source>Enter</source>
<translation>Enter</translation>
</message>
<message>
<source>Epochs</source>
<translation>Epochs</translation>
</message>
<message>
<source>Epsilon</source>
<translation>Epsilon</translation>
</message>
<message>
<source>Equal</source>
<translation>Equal</translation>
</message>
<message>
<source>Equal areas</source>
<translation>Equal areas</translation>
</message>
<message>
<source>Equal axis scales</source>
<translation>Equal axis scales</translation>
</message>
<message>
<source>Equal epochs</source>
<translation>Equal epochs</translation>
</message>
<message>
<source>Equal ratios</source>
<translation>Equal ratios</translation>
</message>
<message>
<source>Equal seconds</source>
<translation>Equal seconds</translation>
</message>
<message>
<source>Equal steps</source>
<translation>Equal steps</translation>
</message>
<message>
<source>Equal updates</source>
<translation>Equal updates</translation>
</message>
<message>
<source>Esc</source>
<translation>Esc</translation>
</message>
<message>
<source>Every</source>
<translation>Every</translation>
</message>
<message>
<source>Every epoch</source>
<translation>Every epoch</translation>
</message>
<message>
<source>Exclusive or</source>
<translation>Exclusive or</translation>
</message>
<message>
<source>Experiment</source>
<translation>Experiment</translation>
</message>
<message>
<source>Experiment, changed</source>
<translation>Experiment, changed</translation>
</message>
<message>
<source>Experiments ({patterns})</source>
<translation>Experiments ({patterns})</translation>
</message>
<message>
<source>Experiments and recordings ({patterns})</source>
<translation>Experiments and recordings ({patterns})</translation>
</message>
<message>
<source>Exponential</source>
<translation>Exponential</translation>
</message>
<message>
<source>Factor</source>
<translation>Factor</translation>
</message>
<message>
<source>Faster</source>
<translation>Faster</translation>
</message>
<message>
<source>Feature</source>
<translation>Feature</translation>
</message>
<message>
<source>Features</source>
<translation>Features</translation>
</message>
<message>
<source>File</source>
<translation>File</translation>
</message>
<message>
<source>First rows</source>
<translation>First rows</translation>
</message>
<message>
<source>First slope</source>
<translation>First slope</translation>
</message>
<message>
<source>Fit the surface</source>
<translation>Fit the surface</translation>
</message>
<message>
<source>Flat or as a relief</source>
<translation>Flat or as a relief</translation>
</message>
<message>
<source>For all lanes</source>
<translation>For all lanes</translation>
</message>
<message>
<source>For validation</source>
<translation>For validation</translation>
</message>
<message>
<source>Formula</source>
<translation>Formula</translation>
</message>
<message>
<source>Four minima of the same depth and a start near the top between them: the noise of the first updates decides who ends where.</source>
<translation>Four minima of the same depth and a start near the top between them: the noise of the first updates decides who ends where.</translation>
</message>
<message>
<source>Freeze the curves</source>
<translation>Freeze the curves</translation>
</message>
<message>
<source>Full gradient</source>
<translation>Full gradient</translation>
</message>
<message>
<source>Full screen</source>
<translation>Full screen</translation>
</message>
<message>
<source>Function</source>
<translation>Function</translation>
</message>
<message>
<source>Gradient norm</source>
<translation>Gradient norm</translation>
</message>
<message>
<source>Grey</source>
<translation>Grey</translation>
</message>
<message>
<source>Growing</source>
<translation>Growing</translation>
</message>
<message>
<source>Growth every</source>
<translation>Growth every</translation>
</message>
<message>
<source>Handwritten digits of 8 by 8 pixels are told apart by a small convolutional net: after as many passes, small batches know more.</source>
<translation>Handwritten digits of 8 by 8 pixels are told apart by a small convolutional net: after as many passes, small batches know more.</translation>
</message>
<message>
<source>Help</source>
<translation>Help</translation>
</message>
<message>
<source>Hidden layers</source>
<translation>Hidden layers</translation>
</message>
<message>
<source>Hide it, or show it</source>
<translation>Hide it, or show it</translation>
</message>
<message>
<source>Hide the next lane</source>
<translation>Hide the next lane</translation>
</message>
<message>
<source>Hills</source>
<translation>Hills</translation>
</message>
<message>
<source>Hills (Rastrigin)</source>
<translation>Hills (Rastrigin)</translation>
</message>
<message>
<source>Hills and hollows</source>
<translation>Hills and hollows</translation>
</message>
<message>
<source>Himmelblau</source>
<translation>Himmelblau</translation>
</message>
<message>
<source>Hinge</source>
<translation>Hinge</translation>
</message>
<message>
<source>Holds</source>
<translation>Holds</translation>
</message>
<message>
<source>Huber</source>
<translation>Huber</translation>
</message>
<message>
<source>Images of the batch</source>
<translation>Images of the batch</translation>
</message>
<message>
<source>Independent</source>
<translation>Independent</translation>
</message>
<message>
<source>It begins:</source>
<translation>It begins:</translation>
</message>
<message>
<source>It can do whatever you can do: read, change and delete your files. Run it only if you trust who wrote it.</source>
<translation>It can do whatever you can do: read, change and delete your files. Run it only if you trust who wrote it.</translation>
</message>
<message>
<source>It cannot be read.</source>
<translation>It cannot be read.</translation>
</message>
<message>
<source>It is</source>
<translation>It is</translation>
</message>
<message>
<source>Kernel</source>
<translation>Kernel</translation>
</message>
<message>
<source>Keyboard</source>
<translation>Keyboard</translation>
</message>
<message>
<source>Keyboard and mouse</source>
<translation>Keyboard and mouse</translation>
</message>
<message>
<source>Keys in a picture</source>
<translation>Keys in a picture</translation>
</message>
<message>
<source>L1</source>
<translation>L1</translation>
</message>
<message>
<source>Label smoothing</source>
<translation>Label smoothing</translation>
</message>
<message>
<source>Lane</source>
<translation>Lane</translation>
</message>
<message>
<source>Lanes</source>
<translation>Lanes</translation>
</message>
<message>
<source>Lanes to set</source>
<translation>Lanes to set</translation>
</message>
<message>
<source>Large</source>
<translation>Large</translation>
</message>
<message>
<source>Larger batches in place of smaller steps</source>
<translation>Larger batches in place of smaller steps</translation>
</message>
<message>
<source>Larger text</source>
<translation>Larger text</translation>
</message>
<message>
<source>Largest batch</source>
<translation>Largest batch</translation>
</message>
<message>
<source>Last arrival</source>
<translation>Last arrival</translation>
</message>
<message>
<source>Last slope</source>
<translation>Last slope</translation>
</message>
<message>
<source>Last update</source>
<translation>Last update</translation>
</message>
<message>
<source>Learn it</source>
<translation>Learn it</translation>
</message>
<message>
<source>Learning rate</source>
<translation>Learning rate</translation>
</message>
<message>
<source>Learning-rate range test</source>
<translation>Learning-rate range test</translation>
</message>
<message>
<source>Learning-rate range test …</source>
<translation>Learning-rate range test …</translation>
</message>
<message>
<source>Leave out biases and norms</source>
<translation>Leave out biases and norms</translation>
</message>
<message>
<source>Leave out lines with too many or too few cells</source>
<translation>Leave out lines with too many or too few cells</translation>
</message>
<message>
<source>Leave out the row</source>
<translation>Leave out the row</translation>
</message>
<message>
<source>Less</source>
<translation>Less</translation>
</message>
<message>
<source>Licences</source>
<translation>Licences</translation>
</message>
<message>
<source>Light or dark</source>
<translation>Light or dark</translation>
</message>
<message>
<source>Line</source>
<translation>Line</translation>
</message>
<message>
<source>Line of names</source>
<translation>Line of names</translation>
</message>
<message>
<source>Line through noisy points</source>
<translation>Line through noisy points</translation>
</message>
<message>
<source>Line {line} sums up the others ({found}) and is left out.</source>
<translation>Line {line} sums up the others ({found}) and is left out.</translation>
</message>
<message>
<source>Line {line}: {name} has {found} among numbers, which counts as missing.</source>
<translation>Line {line}: {name} has {found} among numbers, which counts as missing.</translation>
</message>
<message>
<source>Line {line}: {name} has {found}, unlike the cells around it, which counts as missing.</source>
<translation>Line {line}: {name} has {found}, unlike the cells around it, which counts as missing.</translation>
</message>
<message>
<source>Linear</source>
<translation>Linear</translation>
</message>
<message>
<source>Linear or logarithmic</source>
<translation>Linear or logarithmic</translation>
</message>
<message>
<source>Lines outside the table are left out: {lines}.</source>
<translation>Lines outside the table are left out: {lines}.</translation>
</message>
<message>
<source>Loading PyTorch …</source>
<translation>Loading PyTorch …</translation>
</message>
<message>
<source>Log</source>
<translation>Log</translation>
</message>
<message>
<source>Logistic</source>
<translation>Logistic</translation>
</message>
<message>
<source>Look beside</source>
<translation>Look beside</translation>
</message>
<message>
<source>Look closer</source>
<translation>Look closer</translation>
</message>
<message>
<source>Look closer at the clock axis</source>
<translation>Look closer at the clock axis</translation>
</message>
<message>
<source>Look closer, or less close</source>
<translation>Look closer, or less close</translation>
</message>
<message>
<source>Loop</source>
<translation>Loop</translation>
</message>
<message>
<source>Loss</source>
<translation>Loss</translation>
</message>
<message>
<source>Loss + decay {decay}</source>
<translation>Loss + decay {decay}</translation>
</message>
<message>
<source>Loss + penalty</source>
<translation>Loss + penalty</translation>
</message>
<message>
<source>Loss + weight decay</source>
<translation>Loss + weight decay</translation>
</message>
<message>
<source>Loss + {penalty}</source>
<translation>Loss + {penalty}</translation>
</message>
<message>
<source>Loss surface</source>
<translation>Loss surface</translation>
</message>
<message>
<source>Loss surface in 3-D</source>
<translation>Loss surface in 3-D</translation>
</message>
<message>
<source>Loss surface of {lane}</source>
<translation>Loss surface of {lane}</translation>
</message>
<message>
<source>Losses</source>
<translation>Losses</translation>
</message>
<message>
<source>Losses of {lane}</source>
<translation>Losses of {lane}</translation>
</message>
<message numerus="yes">
<source>Losses {n} updates old</source>
<translation>
<numerusform>Losses {n} update old</numerusform>
<numerusform>Losses {n} updates old</numerusform>
</translation>
</message>
<message>
<source>Marks between groups of three digits are taken off in {columns}.</source>
<translation>Marks between groups of three digits are taken off in {columns}.</translation>
</message>
<message>
<source>Mean</source>
<translation>Mean</translation>
</message>
<message>
<source>Mean absolute error</source>
<translation>Mean absolute error</translation>
</message>
<message>
<source>Mean squared error</source>
<translation>Mean squared error</translation>
</message>
<message>
<source>Measured here</source>
<translation>Measured here</translation>
</message>
<message>
<source>Median</source>
<translation>Median</translation>
</message>
<message>
<source>Micro-batch</source>
<translation>Micro-batch</translation>
</message>
<message>
<source>Missing cells</source>
<translation>Missing cells</translation>
</message>
<message>
<source>Missing cells are marked in several ways: {marks}.</source>
<translation>Missing cells are marked in several ways: {marks}.</translation>
</message>
<message>
<source>Missing values</source>
<translation>Missing values</translation>
</message>
<message>
<source>Model</source>
<translation>Model</translation>
</message>
<message>
<source>Model file</source>
<translation>Model file</translation>
</message>
<message>
<source>Momentum</source>
<translation>Momentum</translation>
</message>
<message>
<source>Moons</source>
<translation>Moons</translation>
</message>
<message>
<source>More</source>
<translation>More</translation>
</message>
<message>
<source>Most frequent</source>
<translation>Most frequent</translation>
</message>
<message>
<source>Mouse on the curves</source>
<translation>Mouse on the curves</translation>
</message>
<message>
<source>Mouse on the data</source>
<translation>Mouse on the data</translation>
</message>
<message>
<source>Mouse on the surface</source>
<translation>Mouse on the surface</translation>
</message>
<message>
<source>Move down</source>
<translation>Move down</translation>
</message>
<message>
<source>Move it; in 3-D, turn it</source>
<translation>Move it; in 3-D, turn it</translation>
</message>
<message>
<source>Move the cross; Shift: farther</source>
<translation>Move the cross; Shift: farther</translation>
</message>
<message>
<source>Move up</source>
<translation>Move up</translation>
</message>
<message>
<source>NAdam</source>
<translation>NAdam</translation>
</message>
<message>
<source>Name</source>
<translation>Name</translation>
</message>
<message>
<source>Names of columns</source>
<translation>Names of columns</translation>
</message>
<message>
<source>Names stand there twice; the second ones are called {columns}.</source>
<translation>Names stand there twice; the second ones are called {columns}.</translation>
</message>
<message>
<source>Nesterov</source>
<translation>Nesterov</translation>
</message>
<message>
<source>Network</source>
<translation>Network</translation>
</message>
<message>
<source>Never</source>
<translation>Never</translation>
</message>
<message>
<source>New seed</source>
<translation>New seed</translation>
</message>
<message>
<source>Next arrows</source>
<translation>Next arrows</translation>
</message>
<message>
<source>Next clock</source>
<translation>Next clock</translation>
</message>
<message>
<source>Next colours</source>
<translation>Next colours</translation>
</message>
<message>
<source>Next contour lines</source>
<translation>Next contour lines</translation>
</message>
<message>
<source>Next epoch</source>
<translation>Next epoch</translation>
</message>
<message>
<source>Next plane</source>
<translation>Next plane</translation>
</message>
<message numerus="yes">
<source>No line names the columns: {n} names were made up.</source>
<translation>
<numerusform>No line names the columns: {n} name was made up.</numerusform>
<numerusform>No line names the columns: {n} names were made up.</numerusform>
</translation>
</message>
<message>
<source>Noise</source>
<translation>Noise</translation>
</message>
<message>
<source>None</source>
<translation>None</translation>
</message>
<message>
<source>Normal text</source>
<translation>Normal text</translation>
</message>
<message>
<source>Not here: adamw decays weights beside the gradient; there is no loss whose gradient that is</source>
<translation>Not here: adamw decays weights beside the gradient; there is no loss whose gradient that is</translation>
</message>
<message>
<source>Not here: its batch is all samples</source>
<translation>Not here: its batch is all samples</translation>
</message>
<message>
<source>Not here: {reason}</source>
<translation>Not here: {reason}</translation>
</message>
<message>
<source>Not in 3-D: there is one relief for all lanes</source>
<translation>Not in 3-D: there is one relief for all lanes</translation>
</message>
<message>
<source>Not kept here: {lost}. Tried: {places}.</source>
<translation>Not kept here: {lost}. Tried: {places}.</translation>
</message>
<message>
<source>Not only the batch size differs between the lanes: {inputs}.</source>
<translation>Not only the batch size differs between the lanes: {inputs}.</translation>
</message>
<message>
<source>Nothing to learn, 601 weights</source>
<translation>Nothing to learn, 601 weights</translation>
</message>
<message>
<source>NumPy has no OpenBLAS here, so loops compute the products of wide layers</source>
<translation>NumPy has no OpenBLAS here, so loops compute the products of wide layers</translation>
</message>
<message>
<source>Numba cannot be used (it is told not to compile, by NUMBA_DISABLE_JIT)</source>
<translation>Numba cannot be used (it is told not to compile, by NUMBA_DISABLE_JIT)</translation>
</message>
<message>
<source>Numba cannot be used ({reason})</source>
<translation>Numba cannot be used ({reason})</translation>
</message>
<message>
<source>Numba {version} compiles them, and they are kept in {folder}</source>
<translation>Numba {version} compiles them, and they are kept in {folder}</translation>
</message>
<message>
<source>Numba {version} compiles them, and they are not kept, for {folder} cannot be written: each start takes longer</source>
<translation>Numba {version} compiles them, and they are not kept, for {folder} cannot be written: each start takes longer</translation>
</message>
<message>
<source>Numbers in {name} can be read in two ways; they are read so: {taken}.</source>
<translation>Numbers in {name} can be read in two ways; they are read so: {taken}.</translation>
</message>
<message>
<source>On plateau</source>
<translation>On plateau</translation>
</message>
<message>
<source>Once</source>
<translation>Once</translation>
</message>
<message>
<source>One cycle</source>
<translation>One cycle</translation>
</message>
<message>
<source>One picture for each lane</source>
<translation>One picture for each lane</translation>
</message>
<message>
<source>Only dense nets are shown here: layers of neurons one after the other.</source>
<translation>Only dense nets are shown here: layers of neurons one after the other.</translation>
</message>
<message>
<source>Open</source>
<translation>Open</translation>
</message>
<message>
<source>Open data</source>
<translation>Open data</translation>
</message>
<message>
<source>Open data larger than memory</source>
<translation>Open data larger than memory</translation>
</message>
<message>
<source>Open data …</source>
<translation>Open data …</translation>
</message>
<message>
<source>Open recent</source>
<translation>Open recent</translation>
</message>
<message>
<source>Open {file}</source>
<translation>Open {file}</translation>
</message>
<message>
<source>Open …</source>
<translation>Open …</translation>
</message>
<message>
<source>Optimizer</source>
<translation>Optimizer</translation>
</message>
<message>
<source>Other batches</source>
<translation>Other batches</translation>
</message>
<message>
<source>Output</source>
<translation>Output</translation>
</message>
<message>
<source>Own axes</source>
<translation>Own axes</translation>
</message>
<message>
<source>Panel in a window of its own</source>
<translation>Panel in a window of its own</translation>
</message>
<message>
<source>Panel on the other side</source>
<translation>Panel on the other side</translation>
</message>
<message>
<source>Parquet and NumPy ({patterns})</source>
<translation>Parquet and NumPy ({patterns})</translation>
</message>
<message>
<source>Parquet files larger than memory, which cannot be read</source>
<translation>Parquet files larger than memory, which cannot be read</translation>
</message>
<message>
<source>Parquet or .npy files larger than memory, read while one trains</source>
<translation>Parquet or .npy files larger than memory, read while one trains</translation>
</message>
<message>
<source>Patience</source>
<translation>Patience</translation>
</message>
<message>
<source>Peak at</source>
<translation>Peak at</translation>
</message>
<message>
<source>Percent signs are taken off in {columns}: 50 % is 50.</source>
<translation>Percent signs are taken off in {columns}: 50 % is 50.</translation>
</message>
<message>
<source>Periods</source>
<translation>Periods</translation>
</message>
<message>
<source>Pictures ({patterns})</source>
<translation>Pictures ({patterns})</translation>
</message>
<message>
<source>Pin the plane</source>
<translation>Pin the plane</translation>
</message>
<message>
<source>Plane</source>
<translation>Plane</translation>
</message>
<message>
<source>Plateau</source>
<translation>Plateau</translation>
</message>
<message>
<source>Play backwards</source>
<translation>Play backwards</translation>
</message>
<message>
<source>Play or pause</source>
<translation>Play or pause</translation>
</message>
<message>
<source>Playback</source>
<translation>Playback</translation>
</message>
<message>
<source>Plot the next quantity</source>
<translation>Plot the next quantity</translation>
</message>
<message>
<source>Plus</source>
<translation>Plus</translation>
</message>
<message>
<source>Point</source>
<translation>Point</translation>
</message>
<message>
<source>Precision</source>
<translation>Precision</translation>
</message>
<message>
<source>Predict</source>
<translation>Predict</translation>
</message>
<message>
<source>Preparing …</source>
<translation>Preparing …</translation>
</message>
<message>
<source>Previous epoch</source>
<translation>Previous epoch</translation>
</message>
<message>
<source>Principal components</source>
<translation>Principal components</translation>
</message>
<message>
<source>Principal, by update</source>
<translation>Principal, by update</translation>
</message>
<message>
<source>Projector</source>
<translation>Projector</translation>
</message>
<message>
<source>Put the playhead there</source>
<translation>Put the playhead there</translation>
</message>
<message>
<source>Python files ({patterns})</source>
<translation>Python files ({patterns})</translation>
</message>
<message>
<source>Quit</source>
<translation>Quit</translation>
</message>
<message>
<source>RMSProp</source>
<translation>RMSProp</translation>
</message>
<message>
<source>Random planes</source>
<translation>Random planes</translation>
</message>
<message>
<source>Random, by filter</source>
<translation>Random, by filter</translation>
</message>
<message>
<source>Random, by layer</source>
<translation>Random, by layer</translation>
</message>
<message>
<source>Random, unscaled</source>
<translation>Random, unscaled</translation>
</message>
<message>
<source>Ravine</source>
<translation>Ravine</translation>
</message>
<message>
<source>Ravine (Rosenbrock)</source>
<translation>Ravine (Rosenbrock)</translation>
</message>
<message>
<source>Reach the next one, Esc leaves it</source>
<translation>Reach the next one, Esc leaves it</translation>
</message>
<message>
<source>Read a sample, and whose batch has it</source>
<translation>Read a sample, and whose batch has it</translation>
</message>
<message>
<source>Read place and loss</source>
<translation>Read place and loss</translation>
</message>
<message>
<source>Read so far</source>
<translation>Read so far</translation>
</message>
<message>
<source>Read the losses</source>
<translation>Read the losses</translation>
</message>
<message>
<source>Reading …</source>
<translation>Reading …</translation>
</message>
<message>
<source>Real data: a loss of 1 is that of guessing the mean, and the lane that fits its patients best is not the one that predicts others best. Without standardising, no lane gets anywhere.</source>
<translation>Real data: a loss of 1 is that of guessing the mean, and the lane that fits its patients best is not the one that predicts others best. Without standardising, no lane gets anywhere.</translation>
</message>
<message>
<source>Redo</source>
<translation>Redo</translation>
</message>
<message>
<source>Redo {change}</source>
<translation>Redo {change}</translation>
</message>
<message>
<source>Remove</source>
<translation>Remove</translation>
</message>
<message>
<source>Remove the last lane</source>
<translation>Remove the last lane</translation>
</message>
<message>
<source>Replayed weights of {lane} differ from the recorded ones by {difference} (relative): it does not tell what made it.</source>
<translation>Replayed weights of {lane} differ from the recorded ones by {difference} (relative): it does not tell what made it.</translation>
</message>
<message>
<source>Replayed weights of {lane} differ from the recorded ones by {difference} (relative): it was made by {origin}.</source>
<translation>Replayed weights of {lane} differ from the recorded ones by {difference} (relative): it was made by {origin}.</translation>
</message>
<message>
<source>Reset</source>
<translation>Reset</translation>
</message>
<message>
<source>Reviews</source>
<translation>Reviews</translation>
</message>
<message>
<source>Rho</source>
<translation>Rho</translation>
</message>
<message>
<source>Rows of large tables</source>
<translation>Rows of large tables</translation>
</message>
<message>
<source>Run</source>
<translation>Run</translation>
</message>
<message>
<source>Run a Python file?</source>
<translation>Run a Python file?</translation>
</message>
<message>
<source>Run it</source>
<translation>Run it</translation>
</message>
<message>
<source>SGD</source>
<translation>SGD</translation>
</message>
<message>
<source>Saddle</source>
<translation>Saddle</translation>
</message>
<message>
<source>Samples</source>
<translation>Samples</translation>
</message>
<message>
<source>Samples at first</source>
<translation>Samples at first</translation>
</message>
<message>
<source>Samples come while the lanes learn, and the line behind them turns: an update on all samples comes once an epoch and lags behind, while mini-batches and single samples take in what is new at once. Losses are over all samples that there are in the end.</source>
<translation>Samples come while the lanes learn, and the line behind them turns: an update on all samples comes once an epoch and lags behind, while mini-batches and single samples take in what is new at once. Losses are over all samples that there are in the end.</translation>
</message>
<message>
<source>Save experiment</source>
<translation>Save experiment</translation>
</message>
<message>
<source>Save experiment …</source>
<translation>Save experiment …</translation>
</message>
<message>
<source>Save picture</source>
<translation>Save picture</translation>
</message>
<message>
<source>Save picture …</source>
<translation>Save picture …</translation>
</message>
<message>
<source>Save …</source>
<translation>Save …</translation>
</message>
<message>
<source>Saved to {path}</source>
<translation>Saved to {path}</translation>
</message>
<message>
<source>Scale beta 2</source>
<translation>Scale beta 2</translation>
</message>
<message>
<source>Scale of the first feature</source>
<translation>Scale of the first feature</translation>
</message>
<message>
<source>Scaling</source>
<translation>Scaling</translation>
</message>
<message>
<source>Schedule</source>
<translation>Schedule</translation>
</message>
<message>
<source>Seconds</source>
<translation>Seconds</translation>
</message>
<message>
<source>Seed</source>
<translation>Seed</translation>
</message>
<message>
<source>Seed of the split</source>
<translation>Seed of the split</translation>
</message>
<message>
<source>Seen: the share of each path's variance that lies in the plane.
Off: how far each ball is from the plane now, in units of the weights.
Gap: how much higher a lane's loss is than the surface is drawn at its ball, both without weight decay.</source>
<translation>Seen: the share of each path's variance that lies in the plane.
Off: how far each ball is from the plane now, in units of the weights.
Gap: how much higher a lane's loss is than the surface is drawn at its ball, both without weight decay.</translation>
</message>
<message>
<source>Settings</source>
<translation>Settings</translation>
</message>
<message>
<source>Settings panel</source>
<translation>Settings panel</translation>
</message>
<message>
<source>Settings, and model files that may run</source>
<translation>Settings, and model files that may run</translation>
</message>
<message>
<source>Several minima (Himmelblau)</source>
<translation>Several minima (Himmelblau)</translation>
</message>
<message>
<source>Sheet</source>
<translation>Sheet</translation>
</message>
<message>
<source>Shuffle</source>
<translation>Shuffle</translation>
</message>
<message>
<source>Side by side</source>
<translation>Side by side</translation>
</message>
<message>
<source>Side by side or together</source>
<translation>Side by side or together</translation>
</message>
<message>
<source>Signs of currencies are taken off in {columns}.</source>
<translation>Signs of currencies are taken off in {columns}.</translation>
</message>
<message>
<source>Sine</source>
<translation>Sine</translation>
</message>
<message>
<source>Six schedules, one rate</source>
<translation>Six schedules, one rate</translation>
</message>
<message>
<source>Skip ragged lines</source>
<translation>Skip ragged lines</translation>
</message>
<message>
<source>Slower</source>
<translation>Slower</translation>
</message>
<message>
<source>Smaller text</source>
<translation>Smaller text</translation>
</message>
<message>
<source>Smoothing</source>
<translation>Smoothing</translation>
</message>
<message>
<source>Softmax</source>
<translation>Softmax</translation>
</message>
<message>
<source>Something went wrong: {kind}: {error}</source>
<translation>Something went wrong: {kind}: {error}</translation>
</message>
<message>
<source>Sorted</source>
<translation>Sorted</translation>
</message>
<message>
<source>Sorted data, not shuffled</source>
<translation>Sorted data, not shuffled</translation>
</message>
<message>
<source>Speed</source>
<translation>Speed</translation>
</message>
<message>
<source>Spiral</source>
<translation>Spiral</translation>
</message>
<message>
<source>Spread of x</source>
<translation>Spread of x</translation>
</message>
<message>
<source>Square</source>
<translation>Square</translation>
</message>
<message>
<source>Square root</source>
<translation>Square root</translation>
</message>
<message>
<source>Stable rate of a linear model up to {found}, standardised {standardized}</source>
<translation>Stable rate of a linear model up to {found}, standardised {standardized}</translation>
</message>
<message>
<source>Stable rate of a linear model up to {standardized}, not standardised {found}</source>
<translation>Stable rate of a linear model up to {standardized}, not standardised {found}</translation>
</message>
<message>
<source>Standardise</source>
<translation>Standardise</translation>
</message>
<message>
<source>Standardise the target</source>
<translation>Standardise the target</translation>
</message>
<message>
<source>Start</source>
<translation>Start</translation>
</message>
<message>
<source>Start a run there; not in 3-D</source>
<translation>Start a run there; not in 3-D</translation>
</message>
<message>
<source>Start and two ends</source>
<translation>Start and two ends</translation>
</message>
<message>
<source>Steepest and sharpest</source>
<translation>Steepest and sharpest</translation>
</message>
<message>
<source>Step</source>
<translation>Step</translation>
</message>
<message>
<source>Step back</source>
<translation>Step back</translation>
</message>
<message>
<source>Stepper</source>
<translation>Stepper</translation>
</message>
<message>
<source>Stratify</source>
<translation>Stratify</translation>
</message>
<message>
<source>Stream</source>
<translation>Stream</translation>
</message>
<message>
<source>Summary</source>
<translation>Summary</translation>
</message>
<message>
<source>Surface</source>
<translation>Surface</translation>
</message>
<message>
<source>Surface in 3-D</source>
<translation>Surface in 3-D</translation>
</message>
<message>
<source>Surface of the next loss</source>
<translation>Surface of the next loss</translation>
</message>
<message>
<source>Surface view</source>
<translation>Surface view</translation>
</message>
<message>
<source>Tab</source>
<translation>Tab</translation>
</message>
<message>
<source>Table</source>
<translation>Table</translation>
</message>
<message>
<source>Tables ({patterns})</source>
<translation>Tables ({patterns})</translation>
</message>
<message>
<source>Take this rate</source>
<translation>Take this rate</translation>
</message>
<message>
<source>Take {rate} for all lanes</source>
<translation>Take {rate} for all lanes</translation>
</message>
<message>
<source>Take {rate} for {lane}</source>
<translation>Take {rate} for {lane}</translation>
</message>
<message>
<source>Target</source>
<translation>Target</translation>
</message>
<message>
<source>Target loss</source>
<translation>Target loss</translation>
</message>
<message>
<source>Target within</source>
<translation>Target within</translation>
</message>
<message>
<source>Task</source>
<translation>Task</translation>
</message>
<message>
<source>Testing … {percent} %</source>
<translation>Testing … {percent} %</translation>
</message>
<message numerus="yes">
<source>The columns {columns} are empty and left out.</source>
<translation>
<numerusform>The column {columns} is empty and left out.</numerusform>
<numerusform>The columns {columns} are empty and left out.</numerusform>
</translation>
</message>
<message>
<source>The day comes before the month in {columns}.</source>
<translation>The day comes before the month in {columns}.</translation>
</message>
<message>
<source>The file does not tell its encoding; it is read as {encoding}.</source>
<translation>The file does not tell its encoding; it is read as {encoding}.</translation>
</message>
<message>
<source>The first line tells the delimiter and is left out.</source>
<translation>The first line tells the delimiter and is left out.</translation>
</message>
<message>
<source>The lanes have the same batch size, and differ in these: {inputs}.</source>
<translation>The lanes have the same batch size, and differ in these: {inputs}.</translation>
</message>
<message>
<source>The libraries that TriDescent uses were installed beside it, each with its own licence.</source>
<translation>The libraries that TriDescent uses were installed beside it, each with its own licence.</translation>
</message>
<message>
<source>The losses at the playhead cannot be measured: {error}</source>
<translation>The losses at the playhead cannot be measured: {error}</translation>
</message>
<message>
<source>The model file {path} was not run. Reset asks again.</source>
<translation>The model file {path} was not run. Reset asks again.</translation>
</message>
<message>
<source>The next one has the keys</source>
<translation>The next one has the keys</translation>
</message>
<message>
<source>The same batches and the same largest learning rate: only how it goes from update to update differs, and a rate that stays large keeps shaking about the minimum.</source>
<translation>The same batches and the same largest learning rate: only how it goes from update to update differs, and a rate that stays large keeps shaking about the minimum.</translation>
</message>
<message>
<source>The settings could not be read, so they are as at first; the old ones are in {path}.</source>
<translation>The settings could not be read, so they are as at first; the old ones are in {path}.</translation>
</message>
<message>
<source>The settings in {path} could not be read, nor put aside ({reason}).</source>
<translation>The settings in {path} could not be read, nor put aside ({reason}).</translation>
</message>
<message>
<source>The simplest of surfaces: all lanes make as many updates with the same learning rate, and only the noise of their batches tells them apart.</source>
<translation>The simplest of surfaces: all lanes make as many updates with the same learning rate, and only the noise of their batches tells them apart.</translation>
</message>
<message>
<source>The surface cannot be drawn: {error}</source>
<translation>The surface cannot be drawn: {error}</translation>
</message>
<message>
<source>The surface was stored with the recording, for its model cannot be computed: {reason}</source>
<translation>The surface was stored with the recording, for its model cannot be computed: {reason}</translation>
</message>
<message>
<source>The target is {target}, learned by {task}; --target takes another one.</source>
<translation>The target is {target}, learned by {task}; --target takes another one.</translation>
</message>
<message>
<source>The tutorial's experiment: the targets do not depend on the inputs, so every gain on the training set is memorised noise.</source>
<translation>The tutorial's experiment: the targets do not depend on the inputs, so every gain on the training set is memorised noise.</translation>
</message>
<message>
<source>The window has them again</source>
<translation>The window has them again</translation>
</message>
<message>
<source>The {loss} over {across} from {left} to {right} and {up} from {bottom} to {top}. Training loss at the playhead: {lanes}.</source>
<translation>The {loss} over {across} from {left} to {right} and {up} from {bottom} to {top}. Training loss at the playhead: {lanes}.</translation>
</message>
<message>
<source>There, the loss is infinite or not a number: hatched on the map, a hole in the relief.</source>
<translation>There, the loss is infinite or not a number: hatched on the map, a hole in the relief.</translation>
</message>
<message>
<source>These are the first rows; the others are being read …</source>
<translation>These are the first rows; the others are being read …</translation>
</message>
<message>
<source>They end after {epochs} epochs.</source>
<translation>They end after {epochs} epochs.</translation>
</message>
<message>
<source>They end after {updates} updates.</source>
<translation>They end after {updates} updates.</translation>
</message>
<message>
<source>This experiment wants to run the Python file {path}</source>
<translation>This experiment wants to run the Python file {path}</translation>
</message>
<message>
<source>Thousands mark</source>
<translation>Thousands mark</translation>
</message>
<message>
<source>Three ends</source>
<translation>Three ends</translation>
</message>
<message>
<source>Three humps of a camel, typed as a formula in x and y: any other can take their place.</source>
<translation>Three humps of a camel, typed as a formula in x and y: any other can take their place.</translation>
</message>
<message>
<source>Title</source>
<translation>Title</translation>
</message>
<message>
<source>To the end</source>
<translation>To the end</translation>
</message>
<message>
<source>To the start</source>
<translation>To the start</translation>
</message>
<message>
<source>Together</source>
<translation>Together</translation>
</message>
<message>
<source>Training</source>
<translation>Training</translation>
</message>
<message>
<source>Training loss</source>
<translation>Training loss</translation>
</message>
<message>
<source>Training loss after short runs, by learning rate</source>
<translation>Training loss after short runs, by learning rate</translation>
</message>
<message>
<source>Training loss after short runs, each with one learning rate</source>
<translation>Training loss after short runs, each with one learning rate</translation>
</message>
<message>
<source>Training loss at the playhead: {lanes}.</source>
<translation>Training loss at the playhead: {lanes}.</translation>
</message>
<message>
<source>Training loss at {moment}: {lanes}.</source>
<translation>Training loss at {moment}: {lanes}.</translation>
</message>
<message>
<source>TriDescent broke off last time. A report is in {path}; nothing was sent.</source>
<translation>TriDescent broke off last time. A report is in {path}; nothing was sent.</translation>
</message>
<message>
<source>Triangle</source>
<translation>Triangle</translation>
</message>
<message>
<source>Triangle upside down</source>
<translation>Triangle upside down</translation>
</message>
<message>
<source>True intercept</source>
<translation>True intercept</translation>
</message>
<message>
<source>True price</source>
<translation>True price</translation>
</message>
<message>
<source>True slope</source>
<translation>True slope</translation>
</message>
<message>
<source>Two clouds</source>
<translation>Two clouds</translation>
</message>
<message>
<source>Two interleaved half circles are told apart by a small net: here there is something to learn.</source>
<translation>Two interleaved half circles are told apart by a small net: here there is something to learn.</translation>
</message>
<message>
<source>Two moons, a small net</source>
<translation>Two moons, a small net</translation>
</message>
<message>
<source>Two spirals around each other: full-batch has hardly begun when its epochs are over, and the lanes with more updates untwist them.</source>
<translation>Two spirals around each other: full-batch has hardly begun when its epochs are over, and the lanes with more updates untwist them.</translation>
</message>
<message>
<source>Two spirals, a small net</source>
<translation>Two spirals, a small net</translation>
</message>
<message>
<source>Two ways to calm down at the minimum: to quarter the learning rate every five epochs, or to take batches four times as large, which needs fewer and fewer updates.</source>
<translation>Two ways to calm down at the minimum: to quarter the learning rate every five epochs, or to take batches four times as large, which needs fewer and fewer updates.</translation>
</message>
<message>
<source>Two weights and one learning rate: full-batch takes few smooth steps, mini-batch arrives, and single samples dance around the minimum.</source>
<translation>Two weights and one learning rate: full-batch takes few smooth steps, mini-batch arrives, and single samples dance around the minimum.</translation>
</message>
<message>
<source>Undo</source>
<translation>Undo</translation>
</message>
<message>
<source>Undo {change}</source>
<translation>Undo {change}</translation>
</message>
<message>
<source>Units are taken off in {columns}.</source>
<translation>Units are taken off in {columns}.</translation>
</message>
<message>
<source>Unsaved changes</source>
<translation>Unsaved changes</translation>
</message>
<message>
<source>Until a loss</source>
<translation>Until a loss</translation>
</message>
<message>
<source>Update norm</source>
<translation>Update norm</translation>
</message>
<message>
<source>Updates</source>
<translation>Updates</translation>
</message>
<message>
<source>Use</source>
<translation>Use</translation>
</message>
<message>
<source>Validation loss</source>
<translation>Validation loss</translation>
</message>
<message>
<source>Validation samples</source>
<translation>Validation samples</translation>
</message>
<message>
<source>Validation share</source>
<translation>Validation share</translation>
</message>
<message>
<source>Version {version}. See how the batch size changes learning.</source>
<translation>Version {version}. See how the batch size changes learning.</translation>
</message>
<message>
<source>View</source>
<translation>View</translation>
</message>
<message>
<source>Viridis</source>
<translation>Viridis</translation>
</message>
<message>
<source>Warm-up</source>
<translation>Warm-up</translation>
</message>
<message>
<source>Watched loss</source>
<translation>Watched loss</translation>
</message>
<message>
<source>Weight decay</source>
<translation>Weight decay</translation>
</message>
<message>
<source>What is a product worth: full-batch reads every opinion before it moves its guess, mini-batch a few dozen, and the stochastic lane believes each one.</source>
<translation>What is a product worth: full-batch reads every opinion before it moves its guess, mini-batch a few dozen, and the stochastic lane believes each one.</translation>
</message>
<message>
<source>What the file tells</source>
<translation>What the file tells</translation>
</message>
<message>
<source>What the model says cannot be shown: {error}</source>
<translation>What the model says cannot be shown: {error}</translation>
</message>
<message>
<source>What will be learned</source>
<translation>What will be learned</translation>
</message>
<message>
<source>Wheel</source>
<translation>Wheel</translation>
</message>
<message>
<source>Wheel, drag</source>
<translation>Wheel, drag</translation>
</message>
<message>
<source>Whose loss</source>
<translation>Whose loss</translation>
</message>
<message>
<source>Window</source>
<translation>Window</translation>
</message>
<message>
<source>Wine</source>
<translation>Wine</translation>
</message>
<message>
<source>With replacement</source>
<translation>With replacement</translation>
</message>
<message>
<source>Worth of a star</source>
<translation>Worth of a star</translation>
</message>
<message>
<source>You are asked once; if the file changes, you are asked again.</source>
<translation>You are asked once; if the file changes, you are asked again.</translation>
</message>
<message>
<source>Your own</source>
<translation>Your own</translation>
</message>
<message>
<source>a Parquet file, a .npy file, or a folder or pattern of Parquet files</source>
<translation>a Parquet file, a .npy file, or a folder or pattern of Parquet files</translation>
</message>
<message>
<source>a PyTorch module that a Python file of yours makes</source>
<translation>a PyTorch module that a Python file of yours makes</translation>
</message>
<message>
<source>a Python file with a function that returns a torch.nn.Module; it runs only once you have allowed it</source>
<translation>a Python file with a function that returns a torch.nn.Module; it runs only once you have allowed it</translation>
</message>
<message numerus="yes">
<source>a batch of {n} samples within the net</source>
<translation>
<numerusform>a batch of {n} sample within the net</numerusform>
<numerusform>a batch of {n} samples within the net</numerusform>
</translation>
</message>
<message>
<source>a batch of {size} is read in parts, which dropout and batch-norm do not allow; at most {most} are read at once</source>
<translation>a batch of {size} is read in parts, which dropout and batch-norm do not allow; at most {most} are read at once</translation>
</message>
<message>
<source>a bent valley (Rosenbrock 1960, and his start)</source>
<translation>a bent valley (Rosenbrock 1960, and his start)</translation>
</message>
<message>
<source>a black screen while you talk, or the views again; for the projector</source>
<translation>a black screen while you talk, or the views again; for the projector</translation>
</message>
<message>
<source>a class (classification)</source>
<translation>a class (classification)</translation>
</message>
<message>
<source>a copy of {lane}</source>
<translation>a copy of {lane}</translation>
</message>
<message>
<source>a direction has no length</source>
<translation>a direction has no length</translation>
</message>
<message>
<source>a disc within a ring</source>
<translation>a disc within a ring</translation>
</message>
<message>
<source>a file as written by "Save experiment"</source>
<translation>a file as written by "Save experiment"</translation>
</message>
<message>
<source>a file written by TriDescent</source>
<translation>a file written by TriDescent</translation>
</message>
<message>
<source>a forward</source>
<translation>a forward</translation>
</message>
<message>
<source>a function of two weights x and y</source>
<translation>a function of two weights x and y</translation>
</message>
<message>
<source>a function of two weights, seen through noise</source>
<translation>a function of two weights, seen through noise</translation>
</message>
<message>
<source>a key of too many parts</source>
<translation>a key of too many parts</translation>
</message>
<message>
<source>a lane ends with its first evaluation on the training set at or below this</source>
<translation>a lane ends with its first evaluation on the training set at or below this</translation>
</message>
<message>
<source>a line whose samples come while one trains, and whose slope changes on the way</source>
<translation>a line whose samples come while one trains, and whose slope changes on the way</translation>
</message>
<message>
<source>a list of one to six lanes</source>
<translation>a list of one to six lanes</translation>
</message>
<message>
<source>a list with one number per weight</source>
<translation>a list with one number per weight</translation>
</message>
<message>
<source>a log scale ends above 0: see Linear</source>
<translation>a log scale ends above 0: see Linear</translation>
</message>
<message>
<source>a longer gradient is shortened to it, before weight decay; 0 clips none</source>
<translation>a longer gradient is shortened to it, before weight decay; 0 clips none</translation>
</message>
<message>
<source>a name for each row</source>
<translation>a name for each row</translation>
</message>
<message>
<source>a name of Python</source>
<translation>a name of Python</translation>
</message>
<message numerus="yes">
<source>a net of {n} weights is too large for the kernels</source>
<translation>
<numerusform>a net of {n} weight is too large for the kernels</numerusform>
<numerusform>a net of {n} weights is too large for the kernels</numerusform>
</translation>
</message>
<message>
<source>a new order in each epoch, the same for all lanes</source>
<translation>a new order in each epoch, the same for all lanes</translation>
</message>
<message>
<source>a number</source>
<translation>a number</translation>
</message>
<message>
<source>a number (regression)</source>
<translation>a number (regression)</translation>
</message>
<message>
<source>a number from {least} to {most}</source>
<translation>a number from {least} to {most}</translation>
</message>
<message>
<source>a number of updates a second</source>
<translation>a number of updates a second</translation>
</message>
<message>
<source>a number that each neuron adds to its sum</source>
<translation>a number that each neuron adds to its sum</translation>
</message>
<message>
<source>a number with too many digits</source>
<translation>a number with too many digits</translation>
</message>
<message>
<source>a panel with the curves of each lane, or one for all</source>
<translation>a panel with the curves of each lane, or one for all</translation>
</message>
<message>
<source>a parenthesis is not closed, found "{found}", allowed is for example x^2 + sin(y)</source>
<translation>a parenthesis is not closed, found "{found}", allowed is for example x^2 + sin(y)</translation>
</message>
<message>
<source>a record of {rows} rows needs {needed} of memory, {free} are free</source>
<translation>a record of {rows} rows needs {needed} of memory, {free} are free</translation>
</message>
<message>
<source>a ridge between two minima</source>
<translation>a ridge between two minima</translation>
</message>
<message>
<source>a shader cannot be linked: {reason}</source>
<translation>a shader cannot be linked: {reason}</translation>
</message>
<message>
<source>a shadow</source>
<translation>a shadow</translation>
</message>
<message>
<source>a short name, used for files</source>
<translation>a short name, used for files</translation>
</message>
<message>
<source>a straight line seen through noise</source>
<translation>a straight line seen through noise</translation>
</message>
<message>
<source>a table with the keys {keys}</source>
<translation>a table with the keys {keys}</translation>
</message>
<message>
<source>a table: CSV, Excel, Parquet, NumPy; or drop it on the window</source>
<translation>a table: CSV, Excel, Parquet, NumPy; or drop it on the window</translation>
</message>
<message>
<source>a table: text (CSV, TSV), an Excel or OpenDocument sheet, Parquet, Arrow or NumPy</source>
<translation>a table: text (CSV, TSV), an Excel or OpenDocument sheet, Parquet, Arrow or NumPy</translation>
</message>
<message>
<source>a table: text, a sheet, Parquet, Arrow or NumPy</source>
<translation>a table: text, a sheet, Parquet, Arrow or NumPy</translation>
</message>
<message>
<source>a whole number</source>
<translation>a whole number</translation>
</message>
<message>
<source>a whole number from 1</source>
<translation>a whole number from 1</translation>
</message>
<message>
<source>a whole number from {least} to {most}</source>
<translation>a whole number from {least} to {most}</translation>
</message>
<message>
<source>a whole number of at least 1 and at most the number of training samples, or "full"</source>
<translation>a whole number of at least 1 and at most the number of training samples, or "full"</translation>
</message>
<message>
<source>accuracy</source>
<translation>accuracy</translation>
</message>
<message numerus="yes">
<source>accuracy {n} updates ago</source>
<translation>
<numerusform>accuracy {n} update ago</numerusform>
<numerusform>accuracy {n} updates ago</numerusform>
</translation>
</message>
<message>
<source>across, towards {end}</source>
<translation>across, towards {end}</translation>
</message>
<message>
<source>activation</source>
<translation>activation</translation>
</message>
<message>
<source>adaptive scaling</source>
<translation>adaptive scaling</translation>
</message>
<message>
<source>added to the root of squared gradients before dividing by it</source>
<translation>added to the root of squared gradients before dividing by it</translation>
</message>
<message>
<source>after {updates} updates from a loss of {start}, the lowest one is {lowest}, at a rate of {best}; at the chosen rate, {chosen}, it is {now}; for this optimizer curvature sets no limit</source>
<translation>after {updates} updates from a loss of {start}, the lowest one is {lowest}, at a rate of {best}; at the chosen rate, {chosen}, it is {now}; for this optimizer curvature sets no limit</translation>
</message>
<message>
<source>after {updates} updates from a loss of {start}, the lowest one is {lowest}, at a rate of {best}; at the chosen rate, {chosen}, it is {now}; where they begin, the optimizer is stable up to {limit} ({formula})</source>
<translation>after {updates} updates from a loss of {start}, the lowest one is {lowest}, at a rate of {best}; at the chosen rate, {chosen}, it is {now}; where they begin, the optimizer is stable up to {limit} ({formula})</translation>
</message>
<message>
<source>agrees to {size}</source>
<translation>agrees to {size}</translation>
</message>
<message>
<source>all</source>
<translation>all</translation>
</message>
<message>
<source>all changes</source>
<translation>all changes</translation>
</message>
<message>
<source>all features are constant ({names}), allowed is at least one column with different values</source>
<translation>all features are constant ({names}), allowed is at least one column with different values</translation>
</message>
<message>
<source>all its cells are alike</source>
<translation>all its cells are alike</translation>
</message>
<message>
<source>all keys</source>
<translation>all keys</translation>
</message>
<message>
<source>all text a step larger</source>
<translation>all text a step larger</translation>
</message>
<message>
<source>all text a step smaller</source>
<translation>all text a step smaller</translation>
</message>
<message>
<source>all that is random follows from it: data, start, order of the samples</source>
<translation>all that is random follows from it: data, start, order of the samples</translation>
</message>
<message>
<source>along the gradient and the sharpest curvature at the first lane's ball: how steep, how narrow is it there?</source>
<translation>along the gradient and the sharpest curvature at the first lane's ball: how steep, how narrow is it there?</translation>
</message>
<message>
<source>an even slope over two features</source>
<translation>an even slope over two features</translation>
</message>
<message>
<source>an experiment (.toml) or a recording (.tridescent)</source>
<translation>an experiment (.toml) or a recording (.tridescent)</translation>
</message>
<message>
<source>an odd number from 1 to 7</source>
<translation>an odd number from 1 to 7</translation>
</message>
<message>
<source>another colour map for the surface</source>
<translation>another colour map for the surface</translation>
</message>
<message>
<source>another plane under the paths</source>
<translation>another plane under the paths</translation>
</message>
<message>
<source>any</source>
<translation>any</translation>
</message>
<message>
<source>arrangement</source>
<translation>arrangement</translation>
</message>
<message>
<source>arrows at the balls</source>
<translation>arrows at the balls</translation>
</message>
<message>
<source>as a TOML file</source>
<translation>as a TOML file</translation>
</message>
<message>
<source>as much of the ground between any two lines: there is always something to see</source>
<translation>as much of the ground between any two lines: there is always something to see</translation>
</message>
<message>
<source>as they come: small weights are moved as far as large ones</source>
<translation>as they come: small weights are moved as far as large ones</translation>
</message>
<message>
<source>astray since update {update}</source>
<translation>astray since update {update}</translation>
</message>
<message>
<source>at least {limit}</source>
<translation>at least {limit}</translation>
</message>
<message>
<source>at most those that were made</source>
<translation>at most those that were made</translation>
</message>
<message>
<source>at most {limit}</source>
<translation>at most {limit}</translation>
</message>
<message>
<source>at the end begin again</source>
<translation>at the end begin again</translation>
</message>
<message>
<source>autograd, plain PyTorch</source>
<translation>autograd, plain PyTorch</translation>
</message>
<message>
<source>automatic</source>
<translation>automatic</translation>
</message>
<message>
<source>bar</source>
<translation>bar</translation>
</message>
<message>
<source>base batch</source>
<translation>base batch</translation>
</message>
<message>
<source>batch</source>
<translation>batch</translation>
</message>
<message>
<source>batch gradient</source>
<translation>batch gradient</translation>
</message>
<message>
<source>batch growth</source>
<translation>batch growth</translation>
</message>
<message>
<source>batch off by {error}</source>
<translation>batch off by {error}</translation>
</message>
<message>
<source>batch size</source>
<translation>batch size</translation>
</message>
<message>
<source>batch-norm</source>
<translation>batch-norm</translation>
</message>
<message>
<source>batches</source>
<translation>batches</translation>
</message>
<message>
<source>batches {outer}</source>
<translation>batches {outer}</translation>
</message>
<message>
<source>batches {outer}, {inner}</source>
<translation>batches {outer}, {inner}</translation>
</message>
<message>
<source>beta 1</source>
<translation>beta 1</translation>
</message>
<message>
<source>beta 2</source>
<translation>beta 2</translation>
</message>
<message>
<source>bias</source>
<translation>bias</translation>
</message>
<message>
<source>bias {value}</source>
<translation>bias {value}</translation>
</message>
<message>
<source>blank ones</source>
<translation>blank ones</translation>
</message>
<message>
<source>blank screen</source>
<translation>blank screen</translation>
</message>
<message>
<source>blanks</source>
<translation>blanks</translation>
</message>
<message>
<source>by column</source>
<translation>by column</translation>
</message>
<message>
<source>category</source>
<translation>category</translation>
</message>
<message>
<source>centre of x</source>
<translation>centre of x</translation>
</message>
<message>
<source>changes of the weights so far</source>
<translation>changes of the weights so far</translation>
</message>
<message>
<source>channels</source>
<translation>channels</translation>
</message>
<message>
<source>choose a file</source>
<translation>choose a file</translation>
</message>
<message>
<source>chosen</source>
<translation>chosen</translation>
</message>
<message>
<source>class after class, or from the smallest to the largest first feature: what shuffling is good for</source>
<translation>class after class, or from the smallest to the largest first feature: what shuffling is good for</translation>
</message>
<message>
<source>classes of the experiment</source>
<translation>classes of the experiment</translation>
</message>
<message>
<source>classes: {names}</source>
<translation>classes: {names}</translation>
</message>
<message>
<source>classification data</source>
<translation>classification data</translation>
</message>
<message>
<source>clip the norm</source>
<translation>clip the norm</translation>
</message>
<message>
<source>clip values</source>
<translation>clip values</translation>
</message>
<message>
<source>clock</source>
<translation>clock</translation>
</message>
<message>
<source>close</source>
<translation>close</translation>
</message>
<message>
<source>colour</source>
<translation>colour</translation>
</message>
<message>
<source>colour of {lane}</source>
<translation>colour of {lane}</translation>
</message>
<message>
<source>coloured lines: of a batch</source>
<translation>coloured lines: of a batch</translation>
</message>
<message>
<source>columns</source>
<translation>columns</translation>
</message>
<message>
<source>comma</source>
<translation>comma</translation>
</message>
<message>
<source>compiled code, so every start takes some seconds longer</source>
<translation>compiled code, so every start takes some seconds longer</translation>
</message>
<message>
<source>compiling kernels</source>
<translation>compiling kernels</translation>
</message>
<message>
<source>computed to epoch {place}</source>
<translation>computed to epoch {place}</translation>
</message>
<message>
<source>computed to update {place}</source>
<translation>computed to update {place}</translation>
</message>
<message>
<source>computed to {place}</source>
<translation>computed to {place}</translation>
</message>
<message>
<source>computing</source>
<translation>computing</translation>
</message>
<message>
<source>computing time of every lane</source>
<translation>computing time of every lane</translation>
</message>
<message>
<source>contour lines in equal steps, equal ratios or equal areas</source>
<translation>contour lines in equal steps, equal ratios or equal areas</translation>
</message>
<message>
<source>contour lines, colours, axis scales, random planes</source>
<translation>contour lines, colours, axis scales, random planes</translation>
</message>
<message>
<source>contours of the loss that its last update saw, over the training loss: why it went where it went</source>
<translation>contours of the loss that its last update saw, over the training loss: why it went where it went</translation>
</message>
<message>
<source>count updates, epochs or seconds</source>
<translation>count updates, epochs or seconds</translation>
</message>
<message>
<source>counted from 1, 0 if there is none; left out, as detected</source>
<translation>counted from 1, 0 if there is none; left out, as detected</translation>
</message>
<message>
<source>counts errors as they are</source>
<translation>counts errors as they are</translation>
</message>
<message numerus="yes">
<source>cpu: PyTorch {version} finds no accelerator, so `auto` takes the processor ({n} threads)</source>
<translation>
<numerusform>cpu: PyTorch {version} finds no accelerator, so `auto` takes the processor ({n} thread)</numerusform>
<numerusform>cpu: PyTorch {version} finds no accelerator, so `auto` takes the processor ({n} threads)</numerusform>
</translation>
</message>
<message>
<source>cpu: {device} is found and cannot be used ({reason}), so `auto` takes the processor</source>
<translation>cpu: {device} is found and cannot be used ({reason}), so `auto` takes the processor</translation>
</message>
<message>
<source>data</source>
<translation>data</translation>
</message>
<message>
<source>data that are no images</source>
<translation>data that are no images</translation>
</message>
<message numerus="yes">
<source>data with {n} classes</source>
<translation>
<numerusform>data with {n} class</numerusform>
<numerusform>data with {n} classes</numerusform>
</translation>
</message>
<message>
<source>date</source>
<translation>date</translation>
</message>
<message>
<source>date and time</source>
<translation>date and time</translation>
</message>
<message>
<source>dates</source>
<translation>dates</translation>
</message>
<message>
<source>dates with times</source>
<translation>dates with times</translation>
</message>
<message>
<source>day first</source>
<translation>day first</translation>
</message>
<message>
<source>decimal mark</source>
<translation>decimal mark</translation>
</message>
<message>
<source>delimiter</source>
<translation>delimiter</translation>
</message>
<message>
<source>detected</source>
<translation>detected</translation>
</message>
<message>
<source>device</source>
<translation>device</translation>
</message>
<message numerus="yes">
<source>did not reach a training loss of {target} within {n} updates</source>
<translation>
<numerusform>did not reach a training loss of {target} within {n} update</numerusform>
<numerusform>did not reach a training loss of {target} within {n} updates</numerusform>
</translation>
</message>
<message>
<source>did not reach {target}</source>
<translation>did not reach {target}</translation>
</message>
<message>
<source>diverged</source>
<translation>diverged</translation>
</message>
<message>
<source>diverged at update {update}</source>
<translation>diverged at update {update}</translation>
</message>
<message>
<source>divides a running mean of gradients by the root of one of their squares</source>
<translation>divides a running mean of gradients by the root of one of their squares</translation>
</message>
<message>
<source>divides by the root of a running mean of squared gradients</source>
<translation>divides by the root of a running mean of squared gradients</translation>
</message>
<message>
<source>divides by the root of a running mean of squared gradients, times that of its own moves</source>
<translation>divides by the root of a running mean of squared gradients, times that of its own moves</translation>
</message>
<message>
<source>divides by the root of the sum of all squared gradients</source>
<translation>divides by the root of the sum of all squared gradients</translation>
</message>
<message>
<source>drag the panel to the other side or out of the window</source>
<translation>drag the panel to the other side or out of the window</translation>
</message>
<message>
<source>drag to turn, wheel to come nearer, two clicks to see it as at first</source>
<translation>drag to turn, wheel to come nearer, two clicks to see it as at first</translation>
</message>
<message>
<source>drop the remainder</source>
<translation>drop the remainder</translation>
</message>
<message>
<source>dropout</source>
<translation>dropout</translation>
</message>
<message>
<source>duplicate, remove or move {lane}</source>
<translation>duplicate, remove or move {lane}</translation>
</message>
<message>
<source>each hidden layer is normalised over the batch, before the bend</source>
<translation>each hidden layer is normalised over the batch, before the bend</translation>
</message>
<message>
<source>each place takes one of all samples: some come twice, others never</source>
<translation>each place takes one of all samples: some come twice, others never</translation>
</message>
<message>
<source>each so many times the one inside it: they show the floor of a valley</source>
<translation>each so many times the one inside it: they show the floor of a valley</translation>
</message>
<message>
<source>each update</source>
<translation>each update</translation>
</message>
<message>
<source>encoding</source>
<translation>encoding</translation>
</message>
<message>
<source>epoch {epoch}</source>
<translation>epoch {epoch}</translation>
</message>
<message>
<source>epoch {first} to {last}</source>
<translation>epoch {first} to {last}</translation>
</message>
<message>
<source>epoch {place}</source>
<translation>epoch {place}</translation>
</message>
<message>
<source>epoch {place} of {end}</source>
<translation>epoch {place} of {end}</translation>
</message>
<message>
<source>epochs</source>
<translation>epochs</translation>
</message>
<message>
<source>epochs from one growth of the batches to the next</source>
<translation>epochs from one growth of the batches to the next</translation>
</message>
<message>
<source>epsilon</source>
<translation>epsilon</translation>
</message>
<message>
<source>error {number} of {driver}</source>
<translation>error {number} of {driver}</translation>
</message>
<message>
<source>every</source>
<translation>every</translation>
</message>
<message>
<source>every path counts alike, however many updates it has: on average no plane shows a larger share of the paths</source>
<translation>every path counts alike, however many updates it has: on average no plane shows a larger share of the paths</translation>
</message>
<message>
<source>every update counts alike: shows most of all updates together, so that a lane with many of them outweighs the others</source>
<translation>every update counts alike: shows most of all updates together, so that a lane with many of them outweighs the others</translation>
</message>
<message>
<source>exact plane</source>
<translation>exact plane</translation>
</message>
<message>
<source>experiment</source>
<translation>experiment</translation>
</message>
<message>
<source>factor</source>
<translation>factor</translation>
</message>
<message>
<source>failed at update {update}</source>
<translation>failed at update {update}</translation>
</message>
<message>
<source>fastest</source>
<translation>fastest</translation>
</message>
<message>
<source>feature</source>
<translation>feature</translation>
</message>
<message>
<source>feature across</source>
<translation>feature across</translation>
</message>
<message>
<source>feature up</source>
<translation>feature up</translation>
</message>
<message>
<source>features</source>
<translation>features</translation>
</message>
<message>
<source>fewer epochs, or larger batches</source>
<translation>fewer epochs, or larger batches</translation>
</message>
<message>
<source>fewer neurons, layers or lanes</source>
<translation>fewer neurons, layers or lanes</translation>
</message>
<message>
<source>fewer samples</source>
<translation>fewer samples</translation>
</message>
<message>
<source>fewer seconds, or larger batches</source>
<translation>fewer seconds, or larger batches</translation>
</message>
<message>
<source>fewer updates, or larger batches</source>
<translation>fewer updates, or larger batches</translation>
</message>
<message>
<source>file</source>
<translation>file</translation>
</message>
<message>
<source>finite numbers</source>
<translation>finite numbers</translation>
</message>
<message>
<source>finite numbers after the start</source>
<translation>finite numbers after the start</translation>
</message>
<message>
<source>finite numbers, and nothing remembered at the start</source>
<translation>finite numbers, and nothing remembered at the start</translation>
</message>
<message>
<source>finite numbers, and scales above 0</source>
<translation>finite numbers, and scales above 0</translation>
</message>
<message>
<source>first principal component</source>
<translation>first principal component</translation>
</message>
<message>
<source>first random direction</source>
<translation>first random direction</translation>
</message>
<message>
<source>first slope</source>
<translation>first slope</translation>
</message>
<message>
<source>flat far away from its minimum</source>
<translation>flat far away from its minimum</translation>
</message>
<message>
<source>fold the settings away, or show them</source>
<translation>fold the settings away, or show them</translation>
</message>
<message>
<source>formula</source>
<translation>formula</translation>
</message>
<message>
<source>found "{name}" for samples larger than memory, allowed is {allowed}</source>
<translation>found "{name}" for samples larger than memory, allowed is {allowed}</translation>
</message>
<message>
<source>found "{name}" for {data}, allowed is {allowed}</source>
<translation>found "{name}" for {data}, allowed is {allowed}</translation>
</message>
<message>
<source>found "{name}" twice, allowed is each name once</source>
<translation>found "{name}" twice, allowed is each name once</translation>
</message>
<message>
<source>found "{name}" with a budget of seconds, allowed is {allowed}, or a budget of epochs or updates</source>
<translation>found "{name}" with a budget of seconds, allowed is {allowed}, or a budget of epochs or updates</translation>
</message>
<message>
<source>found "{path}" with another content than was recorded, allowed is the same file</source>
<translation>found "{path}" with another content than was recorded, allowed is the same file</translation>
</message>
<message>
<source>found "{path}", which has not been allowed to run; allow it in the window, or with `tridescent train --trust`</source>
<translation>found "{path}", which has not been allowed to run; allow it in the window, or with `tridescent train --trust`</translation>
</message>
<message>
<source>found TorchScript, allowed are modules of Python code, as they are before torch.jit.script or trace</source>
<translation>found TorchScript, allowed are modules of Python code, as they are before torch.jit.script or trace</translation>
</message>
<message>
<source>found a batch of one sample with batch-norm, whose variance is 0, allowed are at least 2 samples in each batch</source>
<translation>found a batch of one sample with batch-norm, whose variance is 0, allowed are at least 2 samples in each batch</translation>
</message>
<message>
<source>found a file compressed by {kind}, allowed is the table in it</source>
<translation>found a file compressed by {kind}, allowed is the table in it</translation>
</message>
<message>
<source>found a forward that changes its inputs in place, allowed are modules that leave them as they are (x * 0.5 in place of x.mul_(0.5))</source>
<translation>found a forward that changes its inputs in place, allowed are modules that leave them as they are (x * 0.5 in place of x.mul_(0.5))</translation>
</message>
<message>
<source>found a lazy module whose weights have no shape yet, allowed are modules that have been called once with a batch of samples</source>
<translation>found a lazy module whose weights have no shape yet, allowed are modules that have been called once with a batch of samples</translation>
</message>
<message>
<source>found a loss of {loss} there, allowed is a start where it is finite</source>
<translation>found a loss of {loss} there, allowed is a start where it is finite</translation>
</message>
<message>
<source>found a number that {dtype} cannot hold, or nearly so, allowed are numbers up to {most}</source>
<translation>found a number that {dtype} cannot hold, or nearly so, allowed are numbers up to {most}</translation>
</message>
<message>
<source>found a run that needs some {needed} of memory ({size} for {what}), allowed are the {free} that are free here; {advice} would do</source>
<translation>found a run that needs some {needed} of memory ({size} for {what}), allowed are the {free} that are free here; {advice} would do</translation>
</message>
<message>
<source>found an array of shape {shape} and dtype {dtype}, allowed are rows of numbers in two dimensions, or records</source>
<translation>found an array of shape {shape} and dtype {dtype}, allowed are rows of numbers in two dimensions, or records</translation>
</message>
<message>
<source>found arrays {found}, allowed are arrays of one length</source>
<translation>found arrays {found}, allowed are arrays of one length</translation>
</message>
<message>
<source>found bytes that are no text in {encoding}, allowed is another encoding</source>
<translation>found bytes that are no text in {encoding}, allowed is another encoding</translation>
</message>
<message>
<source>found bytes that are no text, allowed is text (CSV, TSV), an Excel or OpenDocument sheet, Parquet, Arrow or NumPy</source>
<translation>found bytes that are no text, allowed is text (CSV, TSV), an Excel or OpenDocument sheet, Parquet, Arrow or NumPy</translation>
</message>
<message>
<source>found format {found}, allowed is {allowed} or above; it was written before the first release</source>
<translation>found format {found}, allowed is {allowed} or above; it was written before the first release</translation>
</message>
<message>
<source>found format {found}, allowed is {allowed}; a newer TriDescent can read it</source>
<translation>found format {found}, allowed is {allowed}; a newer TriDescent can read it</translation>
</message>
<message>
<source>found names of columns and no row below them, allowed is at least one row</source>
<translation>found names of columns and no row below them, allowed is at least one row</translation>
</message>
<message>
<source>found no column to learn from, allowed is at least one beside the target</source>
<translation>found no column to learn from, allowed is at least one beside the target</translation>
</message>
<message>
<source>found no file at {path}, allowed is a Parquet file, a .npy file, or a folder or pattern of Parquet files</source>
<translation>found no file at {path}, allowed is a Parquet file, a .npy file, or a folder or pattern of Parquet files</translation>
</message>
<message>
<source>found no function {name} in "{path}", allowed is one that it defines</source>
<translation>found no function {name} in "{path}", allowed is one that it defines</translation>
</message>
<message>
<source>found no lane, allowed is at least one</source>
<translation>found no lane, allowed is at least one</translation>
</message>
<message>
<source>found no row with a value, allowed is at least one</source>
<translation>found no row with a value, allowed is at least one</translation>
</message>
<message>
<source>found no sheet {found}, allowed is {allowed}</source>
<translation>found no sheet {found}, allowed is {allowed}</translation>
</message>
<message>
<source>found no weights to train, allowed are modules with at least one weight that is not frozen</source>
<translation>found no weights to train, allowed are modules with at least one weight that is not frozen</translation>
</message>
<message>
<source>found nothing in it, allowed is a table with a row of names and rows of values</source>
<translation>found nothing in it, allowed is a table with a row of names and rows of values</translation>
</message>
<message>
<source>found one more than {most} lanes, allowed are {most} at most</source>
<translation>found one more than {most} lanes, allowed are {most} at most</translation>
</message>
<message>
<source>found one of a module of your own, allowed are recordings of the declared net</source>
<translation>found one of a module of your own, allowed are recordings of the declared net</translation>
</message>
<message>
<source>found outputs in {found}, allowed are modules that give {dtype}, the experiment's dtype</source>
<translation>found outputs in {found}, allowed are modules that give {dtype}, the experiment's dtype</translation>
</message>
<message>
<source>found outputs of type {found}, allowed are modules that give one tensor</source>
<translation>found outputs of type {found}, allowed are modules that give one tensor</translation>
</message>
<message>
<source>found outputs that do not depend on any weight that is trained, allowed are modules with a gradient</source>
<translation>found outputs that do not depend on any weight that is trained, allowed are modules with a gradient</translation>
</message>
<message numerus="yes">
<source>found outputs {found} for {n} samples, allowed are modules that give {shape}, for these targets</source>
<translation>
<numerusform>found outputs {found} for {n} sample, allowed are modules that give {shape}, for these targets</numerusform>
<numerusform>found outputs {found} for {n} samples, allowed are modules that give {shape}, for these targets</numerusform>
</translation>
</message>
<message>
<source>found the encoding {encoding}, allowed is one that Python knows, for example utf-8 or cp1252</source>
<translation>found the encoding {encoding}, allowed is one that Python knows, for example utf-8 or cp1252</translation>
</message>
<message>
<source>found the folder {folder}, which does not exist; allowed is a folder that does</source>
<translation>found the folder {folder}, which does not exist; allowed is a folder that does</translation>
</message>
<message>
<source>found the target {name} among them, allowed are other columns</source>
<translation>found the target {name} among them, allowed are other columns</translation>
</message>
<message>
<source>found true with momentum 0, allowed is true only with a momentum above 0</source>
<translation>found true with momentum 0, allowed is true only with a momentum above 0</translation>
</message>
<message>
<source>found weights in {found}, allowed are modules in {dtype}, the experiment's dtype: model.to(torch.{dtype})</source>
<translation>found weights in {found}, allowed are modules in {dtype}, the experiment's dtype: model.to(torch.{dtype})</translation>
</message>
<message>
<source>found {found} behind {first}, allowed is one file, or a command: {commands}</source>
<translation>found {found} behind {first}, allowed is one file, or a command: {commands}</translation>
</message>
<message>
<source>found {found} columns of numbers beside the target, allowed are 1 to {most}</source>
<translation>found {found} columns of numbers beside the target, allowed are 1 to {most}</translation>
</message>
<message>
<source>found {found} for a model with dropout or batch-norm, which would draw and normalise otherwise in parts, allowed is none</source>
<translation>found {found} for a model with dropout or batch-norm, which would draw and normalise otherwise in parts, allowed is none</translation>
</message>
<message>
<source>found {found} for a recording, whose inputs are fixed; allowed with a preset or a TOML file, or in `tridescent train`, which runs it anew</source>
<translation>found {found} for a recording, whose inputs are fixed; allowed with a preset or a TOML file, or in `tridescent train`, which runs it anew</translation>
</message>
<message>
<source>found {found} for function data, allowed is none: the weights are x and y</source>
<translation>found {found} for function data, allowed is none: the weights are x and y</translation>
</message>
<message>
<source>found {found} in no key, allowed is a part of one, for example optimizer</source>
<translation>found {found} in no key, allowed is a part of one, for example optimizer</translation>
</message>
<message>
<source>found {found} in row {row} of {name}, allowed are numbers</source>
<translation>found {found} in row {row} of {name}, allowed are numbers</translation>
</message>
<message>
<source>found {found} or more classes in {name}, allowed are 2 to {most}</source>
<translation>found {found} or more classes in {name}, allowed are 2 to {most}</translation>
</message>
<message>
<source>found {found}, allowed are names ending in {endings}</source>
<translation>found {found}, allowed are names ending in {endings}</translation>
</message>
<message>
<source>found {found}, allowed is KEY=VALUE, for example seed=7</source>
<translation>found {found}, allowed is KEY=VALUE, for example seed=7</translation>
</message>
<message>
<source>found {found}, allowed is WIDTHxHEIGHT from 320x240 to 16384x16384, for example 1920x1080</source>
<translation>found {found}, allowed is WIDTHxHEIGHT from 320x240 to 16384x16384, for example 1920x1080</translation>
</message>
<message>
<source>found {found}, allowed is a file, a preset, or a command: {commands}</source>
<translation>found {found}, allowed is a file, a preset, or a command: {commands}</translation>
</message>
<message>
<source>found {found}, allowed is a list of exactly {count}</source>
<translation>found {found}, allowed is a list of exactly {count}</translation>
</message>
<message>
<source>found {found}, allowed is a torch.nn.Module</source>
<translation>found {found}, allowed is a torch.nn.Module</translation>
</message>
<message>
<source>found {found}, allowed is exactly one of epochs, updates, seconds and target_loss</source>
<translation>found {found}, allowed is exactly one of epochs, updates, seconds and target_loss</translation>
</message>
<message>
<source>found {found}, allowed is {allowed}</source>
<translation>found {found}, allowed is {allowed}</translation>
</message>
<message>
<source>found {found}, allowed is {allowed}; a newer TriDescent can read it</source>
<translation>found {found}, allowed is {allowed}; a newer TriDescent can read it</translation>
</message>
<message>
<source>found {found}, allowed on this machine is {allowed}</source>
<translation>found {found}, allowed on this machine is {allowed}</translation>
</message>
<message>
<source>found {found}, for which there is no compiled kernel, allowed are {allowed}</source>
<translation>found {found}, for which there is no compiled kernel, allowed are {allowed}</translation>
</message>
<message>
<source>found {found}, which cannot be written ({reason}); allowed is a place where you may write</source>
<translation>found {found}, which cannot be written ({reason}); allowed is a place where you may write</translation>
</message>
<message>
<source>found {found}, which is a device or a pipe; allowed is the name of a file</source>
<translation>found {found}, which is a device or a pipe; allowed is the name of a file</translation>
</message>
<message>
<source>found {found}, which is a folder; allowed is the name of a file</source>
<translation>found {found}, which is a folder; allowed is the name of a file</translation>
</message>
<message>
<source>found {found}, which is no table; allowed with a table, for example train prices.csv --target price</source>
<translation>found {found}, which is no table; allowed with a table, for example train prices.csv --target price</translation>
</message>
<message>
<source>found {free} free, allowed is no less than {least}; other programs have the rest</source>
<translation>found {free} free, allowed is no less than {least}; other programs have the rest</translation>
</message>
<message>
<source>found {layer} that changes what the module keeps, allowed are modules that keep only weights (no running statistics)</source>
<translation>found {layer} that changes what the module keeps, allowed are modules that keep only weights (no running statistics)</translation>
</message>
<message>
<source>found {layer} that draws random numbers or remembers its calls, allowed are modules whose outputs follow from weights and inputs</source>
<translation>found {layer} that draws random numbers or remembers its calls, allowed are modules whose outputs follow from weights and inputs</translation>
</message>
<message>
<source>found {name}, which holds no numbers, allowed are columns of numbers</source>
<translation>found {name}, which holds no numbers, allowed are columns of numbers</translation>
</message>
<message>
<source>found {name}, which holds no numbers, allowed is a column of numbers, or the task classification</source>
<translation>found {name}, which holds no numbers, allowed is a column of numbers, or the task classification</translation>
</message>
<message>
<source>found {name}, which is the target, allowed are other columns</source>
<translation>found {name}, which is the target, allowed are other columns</translation>
</message>
<message>
<source>found {number} twice, allowed is each colour once</source>
<translation>found {number} twice, allowed is each colour once</translation>
</message>
<message>
<source>found {n} columns, allowed are at most {most}, with names of at most {longest} characters</source>
<translation>found {n} columns, allowed are at most {most}, with names of at most {longest} characters</translation>
</message>
<message>
<source>found {rows} of {all} rows without anything missing, allowed are at least 2</source>
<translation>found {rows} of {all} rows without anything missing, allowed are at least 2</translation>
</message>
<message>
<source>found {rows} rows in {path}, allowed are at least {least}</source>
<translation>found {rows} rows in {path}, allowed are at least {least}</translation>
</message>
<message>
<source>found {size} with {most} training samples, allowed is a whole number from 1 to {most}, or "full"</source>
<translation>found {size} with {most} training samples, allowed is a whole number from 1 to {most}, or "full"</translation>
</message>
<message>
<source>found {size} with {n} samples, which leaves a last batch of one, whose variance is 0 for batch-norm, allowed is another size, or drop_last = true</source>
<translation>found {size} with {n} samples, which leaves a last batch of one, whose variance is 0 for batch-norm, allowed is another size, or drop_last = true</translation>
</message>
<message>
<source>four minima (1972)</source>
<translation>four minima (1972)</translation>
</message>
<message>
<source>four squares, of which those across from each other are alike</source>
<translation>four squares, of which those across from each other are alike</translation>
</message>
<message>
<source>fresh samples of the same kind that no lane learns from</source>
<translation>fresh samples of the same kind that no lane learns from</translation>
</message>
<message>
<source>from blue to yellow: the same to those who do not tell red from green</source>
<translation>from blue to yellow: the same to those who do not tell red from green</translation>
</message>
<message>
<source>from the start to {end}</source>
<translation>from the start to {end}</translation>
</message>
<message>
<source>from violet over green to yellow: the most shades to tell apart</source>
<translation>from violet over green to yellow: the most shades to tell apart</translation>
</message>
<message>
<source>from which of three growers 178 wines are, by thirteen chemical measures</source>
<translation>from which of three growers 178 wines are, by thirteen chemical measures</translation>
</message>
<message>
<source>from {start} to {end}</source>
<translation>from {start} to {end}</translation>
</message>
<message>
<source>frozen: {differences}</source>
<translation>frozen: {differences}</translation>
</message>
<message>
<source>full</source>
<translation>full</translation>
</message>
<message>
<source>full gradient</source>
<translation>full gradient</translation>
</message>
<message>
<source>function</source>
<translation>function</translation>
</message>
<message>
<source>function data</source>
<translation>function data</translation>
</message>
<message>
<source>gap</source>
<translation>gap</translation>
</message>
<message>
<source>give each class the same share of training and validation rows</source>
<translation>give each class the same share of training and validation rows</translation>
</message>
<message>
<source>goes along the gradient</source>
<translation>goes along the gradient</translation>
</message>
<message>
<source>gradient norm</source>
<translation>gradient norm</translation>
</message>
<message numerus="yes">
<source>gradients are accumulated over micro-batches of {n} samples, for which {memory} of results are kept in place of {whole}</source>
<translation>
<numerusform>gradients are accumulated over micro-batches of {n} sample, for which {memory} of results are kept in place of {whole}</numerusform>
<numerusform>gradients are accumulated over micro-batches of {n} samples, for which {memory} of results are kept in place of {whole}</numerusform>
</translation>
</message>
<message>
<source>growth every</source>
<translation>growth every</translation>
</message>
<message>
<source>half the speed</source>
<translation>half the speed</translation>
</message>
<message>
<source>hardly two of its texts are alike</source>
<translation>hardly two of its texts are alike</translation>
</message>
<message>
<source>height of the line at x = 0</source>
<translation>height of the line at x = 0</translation>
</message>
<message>
<source>hidden layers</source>
<translation>hidden layers</translation>
</message>
<message>
<source>hide {lane} in all views</source>
<translation>hide {lane} in all views</translation>
</message>
<message>
<source>hollow: validation</source>
<translation>hollow: validation</translation>
</message>
<message>
<source>how a disease went on, from ten measurements of 442 patients</source>
<translation>how a disease went on, from ten measurements of 442 patients</translation>
</message>
<message>
<source>how a gradient becomes an update</source>
<translation>how a gradient becomes an update</translation>
</message>
<message>
<source>how far a point may be from where its class was decided, as a share of the ring's radius</source>
<translation>how far a point may be from where its class was decided, as a share of the ring's radius</translation>
</message>
<message>
<source>how far a point may be from where its class was decided, as a share of the squares' width</source>
<translation>how far a point may be from where its class was decided, as a share of the squares' width</translation>
</message>
<message>
<source>how far a point may be off its spiral</source>
<translation>how far a point may be off its spiral</translation>
</message>
<message>
<source>how far an update goes along the gradient</source>
<translation>how far an update goes along the gradient</translation>
</message>
<message>
<source>how far each update moves the weights</source>
<translation>how far each update moves the weights</translation>
</message>
<message>
<source>how far the gradient of a single sample is off, as a standard deviation in x and in y</source>
<translation>how far the gradient of a single sample is off, as a standard deviation in x and in y</translation>
</message>
<message>
<source>how long it takes until the rate is lowered by the factor</source>
<translation>how long it takes until the rate is lowered by the factor</translation>
</message>
<message>
<source>how long the gradient of each batch is</source>
<translation>how long the gradient of each batch is</translation>
</message>
<message>
<source>how many are there when training begins</source>
<translation>how many are there when training begins</translation>
</message>
<message>
<source>how many of the rows no lane learns from</source>
<translation>how many of the rows no lane learns from</translation>
</message>
<message>
<source>how many samples each update uses</source>
<translation>how many samples each update uses</translation>
</message>
<message>
<source>how many samples the lanes learn from</source>
<translation>how many samples the lanes learn from</translation>
</message>
<message>
<source>how many times as large batches become each time; 1 leaves them as they are</source>
<translation>how many times as large batches become each time; 1 leaves them as they are</translation>
</message>
<message>
<source>how much more an opinion is with one star more</source>
<translation>how much more an opinion is with one star more</translation>
</message>
<message>
<source>how much of the last update is carried on</source>
<translation>how much of the last update is carried on</translation>
</message>
<message>
<source>how much of the mean gradient is kept at each update</source>
<translation>how much of the mean gradient is kept at each update</translation>
</message>
<message>
<source>how much of the mean of squared gradients is kept at each update</source>
<translation>how much of the mean of squared gradients is kept at each update</translation>
</message>
<message>
<source>how much of the means of squared gradients and moves is kept at each update</source>
<translation>how much of the means of squared gradients and moves is kept at each update</translation>
</message>
<message>
<source>how often: the sample that was used least, and the one that was used most</source>
<translation>how often: the sample that was used least, and the one that was used most</translation>
</message>
<message>
<source>how outputs come from inputs; left out, what suits the data</source>
<translation>how outputs come from inputs; left out, what suits the data</translation>
</message>
<message>
<source>how the curves are laid out</source>
<translation>how the curves are laid out</translation>
</message>
<message>
<source>how the lane is called</source>
<translation>how the lane is called</translation>
</message>
<message>
<source>how the learning rate follows the batch size</source>
<translation>how the learning rate follows the batch size</translation>
</message>
<message>
<source>how the window was left, and which model files may run</source>
<translation>how the window was left, and which model files may run</translation>
</message>
<message>
<source>how updates are computed; auto takes the fastest that agrees with autograd</source>
<translation>how updates are computed; auto takes the fastest that agrees with autograd</translation>
</message>
<message>
<source>how wide the clouds are: their spread is 0.5 + 7 · noise</source>
<translation>how wide the clouds are: their spread is 0.5 + 7 · noise</translation>
</message>
<message>
<source>identifier</source>
<translation>identifier</translation>
</message>
<message>
<source>in the batch of {lane}</source>
<translation>in the batch of {lane}</translation>
</message>
<message>
<source>in which order an epoch takes the samples</source>
<translation>in which order an epoch takes the samples</translation>
</message>
<message>
<source>inputs and targets that have nothing to do with each other</source>
<translation>inputs and targets that have nothing to do with each other</translation>
</message>
<message>
<source>intercept</source>
<translation>intercept</translation>
</message>
<message>
<source>is a section and cannot be set as a whole, allowed are its keys {keys}</source>
<translation>is a section and cannot be set as a whole, allowed are its keys {keys}</translation>
</message>
<message>
<source>is for functions, whose value is the loss</source>
<translation>is for functions, whose value is the loss</translation>
</message>
<message>
<source>it cannot be copied ({reason})</source>
<translation>it cannot be copied ({reason})</translation>
</message>
<message>
<source>it cannot be differentiated ({reason})</source>
<translation>it cannot be differentiated ({reason})</translation>
</message>
<message>
<source>it cannot be read as {kind} ({reason}), allowed is a whole file</source>
<translation>it cannot be read as {kind} ({reason}), allowed is a whole file</translation>
</message>
<message>
<source>it changed while it was read, allowed is a file that stays as it is</source>
<translation>it changed while it was read, allowed is a file that stays as it is</translation>
</message>
<message>
<source>it computes wrong numbers</source>
<translation>it computes wrong numbers</translation>
</message>
<message>
<source>it counts the rows</source>
<translation>it counts the rows</translation>
</message>
<message>
<source>it has too many parts</source>
<translation>it has too many parts</translation>
</message>
<message>
<source>it has {n} different values</source>
<translation>it has {n} different values</translation>
</message>
<message>
<source>it has {size} bytes, more than {most}</source>
<translation>it has {size} bytes, more than {most}</translation>
</message>
<message>
<source>it has {training} training and {validation} validation samples, which its experiment does not explain</source>
<translation>it has {training} training and {validation} validation samples, which its experiment does not explain</translation>
</message>
<message>
<source>it holds dates</source>
<translation>it holds dates</translation>
</message>
<message>
<source>it is a device or a pipe</source>
<translation>it is a device or a pipe</translation>
</message>
<message>
<source>it is a folder</source>
<translation>it is a folder</translation>
</message>
<message>
<source>it is cut off</source>
<translation>it is cut off</translation>
</message>
<message>
<source>it is cut off, or longer than its parts</source>
<translation>it is cut off, or longer than its parts</translation>
</message>
<message>
<source>it is none of our files, or cut off</source>
<translation>it is none of our files, or cut off</translation>
</message>
<message>
<source>it is not text in UTF-8 or UTF-16</source>
<translation>it is not text in UTF-8 or UTF-16</translation>
</message>
<message>
<source>its context cannot be used</source>
<translation>its context cannot be used</translation>
</message>
<message>
<source>its digits are names, not quantities</source>
<translation>its digits are names, not quantities</translation>
</message>
<message>
<source>its forward fails ({reason})</source>
<translation>its forward fails ({reason})</translation>
</message>
<message>
<source>its kernels were not ready yet</source>
<translation>its kernels were not ready yet</translation>
</message>
<message>
<source>its lanes start from different weights</source>
<translation>its lanes start from different weights</translation>
</message>
<message>
<source>its parts do not follow each other</source>
<translation>its parts do not follow each other</translation>
</message>
<message>
<source>its seal is broken</source>
<translation>its seal is broken</translation>
</message>
<message>
<source>its seal is missing</source>
<translation>its seal is missing</translation>
</message>
<message>
<source>kernel</source>
<translation>kernel</translation>
</message>
<message>
<source>kernels ready</source>
<translation>kernels ready</translation>
</message>
<message>
<source>l1</source>
<translation>l1</translation>
</message>
<message>
<source>label smoothing</source>
<translation>label smoothing</translation>
</message>
<message>
<source>lane</source>
<translation>lane</translation>
</message>
<message>
<source>largest batch</source>
<translation>largest batch</translation>
</message>
<message>
<source>last arrival</source>
<translation>last arrival</translation>
</message>
<message>
<source>last slope</source>
<translation>last slope</translation>
</message>
<message>
<source>last update</source>
<translation>last update</translation>
</message>
<message>
<source>layers of neurons; without hidden ones it is a linear model</source>
<translation>layers of neurons; without hidden ones it is a linear model</translation>
</message>
<message>
<source>layers that look at small pieces of an image, each of which halves it, and a linear one</source>
<translation>layers that look at small pieces of an image, each of which halves it, and a linear one</translation>
</message>
<message>
<source>learn the target less its mean, over its spread in the training rows: a mean squared error of 1 is that of guessing the mean</source>
<translation>learn the target less its mean, over its spread in the training rows: a mean squared error of 1 is that of guessing the mean</translation>
</message>
<message>
<source>learning rate</source>
<translation>learning rate</translation>
</message>
<message>
<source>learning rate {rate} is above {formula} = {limit}, from where on the decay alone lets the weights grow</source>
<translation>learning rate {rate} is above {formula} = {limit}, from where on the decay alone lets the weights grow</translation>
</message>
<message>
<source>learning rate {rate} is above {formula} = {limit}, the limit of stability at row {row}</source>
<translation>learning rate {rate} is above {formula} = {limit}, the limit of stability at row {row}</translation>
</message>
<message>
<source>learning rate {rate} is above {formula} = {limit}, the limit of stability at row {row}; at the start it was {before}, for the curvature has grown</source>
<translation>learning rate {rate} is above {formula} = {limit}, the limit of stability at row {row}; at the start it was {before}, for the curvature has grown</translation>
</message>
<message>
<source>leave TriDescent</source>
<translation>leave TriDescent</translation>
</message>
<message>
<source>leave out lines with more or fewer cells than the others</source>
<translation>leave out lines with more or fewer cells than the others</translation>
</message>
<message>
<source>leave out the last, smaller batch of an epoch</source>
<translation>leave out the last, smaller batch of an epoch</translation>
</message>
<message>
<source>leaves out rows in which something is missing</source>
<translation>leaves out rows in which something is missing</translation>
</message>
<message>
<source>left out</source>
<translation>left out</translation>
</message>
<message>
<source>left out: {reason}</source>
<translation>left out: {reason}</translation>
</message>
<message>
<source>length of the gradient of the last batch, at the weights before its update</source>
<translation>length of the gradient of the last batch, at the weights before its update</translation>
</message>
<message>
<source>less than {limit}</source>
<translation>less than {limit}</translation>
</message>
<message>
<source>let the settings panel float, or put it back</source>
<translation>let the settings panel float, or put it back</translation>
</message>
<message>
<source>light and dark alone, for print</source>
<translation>light and dark alone, for print</translation>
</message>
<message>
<source>light or dark theme</source>
<translation>light or dark theme</translation>
</message>
<message>
<source>line of names</source>
<translation>line of names</translation>
</message>
<message>
<source>line {line} has {found}, the others have {expected}; allowed is one number of cells in all lines</source>
<translation>line {line} has {found}, the others have {expected}; allowed is one number of cells in all lines</translation>
</message>
<message>
<source>line {line}: found {key} = {value}, write {key} = {meant}</source>
<translation>line {line}: found {key} = {value}, write {key} = {meant}</translation>
</message>
<message>
<source>line {n}</source>
<translation>line {n}</translation>
</message>
<message numerus="yes">
<source>lit: batches, this one of {n} samples</source>
<translation>
<numerusform>lit: batches, this one of {n} sample</numerusform>
<numerusform>lit: batches, this one of {n} samples</numerusform>
</translation>
</message>
<message>
<source>loading kernels</source>
<translation>loading kernels</translation>
</message>
<message>
<source>look ahead along the momentum before measuring the gradient</source>
<translation>look ahead along the momentum before measuring the gradient</translation>
</message>
<message>
<source>loss</source>
<translation>loss</translation>
</message>
<message>
<source>loss + weight decay</source>
<translation>loss + weight decay</translation>
</message>
<message numerus="yes">
<source>loss {n} updates ago</source>
<translation>
<numerusform>loss {n} update ago</numerusform>
<numerusform>loss {n} updates ago</numerusform>
</translation>
</message>
<message>
<source>loss, accuracy, norms of gradient or update, learning rate or batch size</source>
<translation>loss, accuracy, norms of gradient or update, learning rate or batch size</translation>
</message>
<message>
<source>losses on whole sets and surfaces are measured with batch-norm's statistics of all training samples</source>
<translation>losses on whole sets and surfaces are measured with batch-norm's statistics of all training samples</translation>
</message>
<message>
<source>losses on whole sets and surfaces are measured without dropout, and with batch-norm's statistics of all training samples</source>
<translation>losses on whole sets and surfaces are measured without dropout, and with batch-norm's statistics of all training samples</translation>
</message>
<message>
<source>losses on whole sets and surfaces are measured without what is drawn at random in updates (dropout)</source>
<translation>losses on whole sets and surfaces are measured without what is drawn at random in updates (dropout)</translation>
</message>
<message>
<source>lowered as far as by steps, a little at every update (ExponentialLR)</source>
<translation>lowered as far as by steps, a little at every update (ExponentialLR)</translation>
</message>
<message>
<source>lowered by a factor every few epochs (StepLR)</source>
<translation>lowered by a factor every few epochs (StepLR)</translation>
</message>
<message>
<source>lowered by a factor where the loss has not fallen for some epochs (ReduceLROnPlateau)</source>
<translation>lowered by a factor where the loss has not fallen for some epochs (ReduceLROnPlateau)</translation>
</message>
<message>
<source>lowest here {loss}</source>
<translation>lowest here {loss}</translation>
</message>
<message>
<source>make the change again that was taken back</source>
<translation>make the change again that was taken back</translation>
</message>
<message>
<source>many minima (Rastrigin 1974)</source>
<translation>many minima (Rastrigin 1974)</translation>
</message>
<message>
<source>mean</source>
<translation>mean</translation>
</message>
<message>
<source>mean of x; away from 0, slope and intercept get in each other's way</source>
<translation>mean of x; away from 0, slope and intercept get in each other's way</translation>
</message>
<message>
<source>median</source>
<translation>median</translation>
</message>
<message>
<source>micro-batch</source>
<translation>micro-batch</translation>
</message>
<message>
<source>minimum {loss}</source>
<translation>minimum {loss}</translation>
</message>
<message>
<source>minus the log of the right class's probability, one output for each class</source>
<translation>minus the log of the right class's probability, one output for each class</translation>
</message>
<message>
<source>missing values</source>
<translation>missing values</translation>
</message>
<message>
<source>missing, allowed is what was found in the table when it was read</source>
<translation>missing, allowed is what was found in the table when it was read</translation>
</message>
<message>
<source>missing, allowed is {allowed}</source>
<translation>missing, allowed is {allowed}</translation>
</message>
<message>
<source>model</source>
<translation>model</translation>
</message>
<message>
<source>model file</source>
<translation>model file</translation>
</message>
<message>
<source>momentum</source>
<translation>momentum</translation>
</message>
<message>
<source>more of {section}</source>
<translation>more of {section}</translation>
</message>
<message>
<source>more than {limit}</source>
<translation>more than {limit}</translation>
</message>
<message>
<source>move the settings panel</source>
<translation>move the settings panel</translation>
</message>
<message>
<source>moving {lane}</source>
<translation>moving {lane}</translation>
</message>
<message>
<source>name</source>
<translation>name</translation>
</message>
<message>
<source>name of {lane}</source>
<translation>name of {lane}</translation>
</message>
<message>
<source>names of columns</source>
<translation>names of columns</translation>
</message>
<message>
<source>nesterov</source>
<translation>nesterov</translation>
</message>
<message>
<source>neurons</source>
<translation>neurons</translation>
</message>
<message>
<source>neurons and weights of a lane's net, at the playhead</source>
<translation>neurons and weights of a lane's net, at the playhead</translation>
</message>
<message>
<source>next batch {loss}</source>
<translation>next batch {loss}</translation>
</message>
<message>
<source>next update</source>
<translation>next update</translation>
</message>
<message>
<source>no</source>
<translation>no</translation>
</message>
<message>
<source>no context can be made</source>
<translation>no context can be made</translation>
</message>
<message>
<source>no negative ones</source>
<translation>no negative ones</translation>
</message>
<message>
<source>no numbers</source>
<translation>no numbers</translation>
</message>
<message>
<source>no training row has a value in {column}, allowed are columns with some, or other features</source>
<translation>no training row has a value in {column}, allowed are columns with some, or other features</translation>
</message>
<message>
<source>no visible lane gives every weight a learning rate of its own</source>
<translation>no visible lane gives every weight a learning rate of its own</translation>
</message>
<message>
<source>no visible lane has momentum</source>
<translation>no visible lane has momentum</translation>
</message>
<message>
<source>no visible lane has weight decay</source>
<translation>no visible lane has weight decay</translation>
</message>
<message>
<source>noise</source>
<translation>noise</translation>
</message>
<message>
<source>noisy opinions of one product, whose price is to be guessed</source>
<translation>noisy opinions of one product, whose price is to be guessed</translation>
</message>
<message>
<source>none</source>
<translation>none</translation>
</message>
<message>
<source>norm of the batch's gradient</source>
<translation>norm of the batch's gradient</translation>
</message>
<message>
<source>norm of the update</source>
<translation>norm of the update</translation>
</message>
<message>
<source>not finite</source>
<translation>not finite</translation>
</message>
<message>
<source>number</source>
<translation>number</translation>
</message>
<message>
<source>number format of weights and data</source>
<translation>number format of weights and data</translation>
</message>
<message>
<source>number of its colour and marker; left out, it keeps the one that it had, or takes the first free one</source>
<translation>number of its colour and marker; left out, it keeps the one that it had, or takes the first free one</translation>
</message>
<message>
<source>numbers in one input</source>
<translation>numbers in one input</translation>
</message>
<message>
<source>of each update, as the schedule says</source>
<translation>of each update, as the schedule says</translation>
</message>
<message>
<source>of the run before</source>
<translation>of the run before</translation>
</message>
<message>
<source>of the text, for example cp1252; left out, as detected</source>
<translation>of the text, for example cp1252; left out, as detected</translation>
</message>
<message>
<source>of the window, as PNG, SVG or PDF</source>
<translation>of the window, as PNG, SVG or PDF</translation>
</message>
<message>
<source>of training and validation, and of each batch</source>
<translation>of training and validation, and of each batch</translation>
</message>
<message numerus="yes">
<source>of {n} weights</source>
<translation>
<numerusform>of {n} weight</numerusform>
<numerusform>of {n} weights</numerusform>
</translation>
</message>
<message>
<source>off</source>
<translation>off</translation>
</message>
<message>
<source>on for some lanes</source>
<translation>on for some lanes</translation>
</message>
<message>
<source>on samples that no lane learns from</source>
<translation>on samples that no lane learns from</translation>
</message>
<message>
<source>on the samples that the lanes learn from</source>
<translation>on the samples that the lanes learn from</translation>
</message>
<message>
<source>on which samples the loss of the surface is measured</source>
<translation>on which samples the loss of the surface is measured</translation>
</message>
<message>
<source>one arrow more at the balls: gradients, what the optimizer makes of them, other batches</source>
<translation>one arrow more at the balls: gradients, what the optimizer makes of them, other batches</translation>
</message>
<message>
<source>one character, or "whitespace"</source>
<translation>one character, or "whitespace"</translation>
</message>
<message>
<source>one hidden layer less</source>
<translation>one hidden layer less</translation>
</message>
<message>
<source>one hidden layer more, as wide as the last one</source>
<translation>one hidden layer more, as wide as the last one</translation>
</message>
<message>
<source>one lane less; the others are named under Lanes in the settings</source>
<translation>one lane less; the others are named under Lanes in the settings</translation>
</message>
<message>
<source>one lane more</source>
<translation>one lane more</translation>
</message>
<message>
<source>one lane more, like the last one; six at most</source>
<translation>one lane more, like the last one; six at most</translation>
</message>
<message>
<source>one order by chance, the same in all epochs</source>
<translation>one order by chance, the same in all epochs</translation>
</message>
<message>
<source>one picture for each lane</source>
<translation>one picture for each lane</translation>
</message>
<message>
<source>one sentence on what it shows</source>
<translation>one sentence on what it shows</translation>
</message>
<message>
<source>one to four whole numbers from 1 to 256</source>
<translation>one to four whole numbers from 1 to 256</translation>
</message>
<message>
<source>one unit as long across as up: gradients stand upright on contour lines</source>
<translation>one unit as long across as up: gradients stand upright on contour lines</translation>
</message>
<message>
<source>one unit is as long across as up: a gradient stands upright on the contour lines</source>
<translation>one unit is as long across as up: a gradient stands upright on the contour lines</translation>
</message>
<message>
<source>opening {experiment}</source>
<translation>opening {experiment}</translation>
</message>
<message>
<source>optimizer</source>
<translation>optimizer</translation>
</message>
<message>
<source>other batches</source>
<translation>other batches</translation>
</message>
<message>
<source>other data, start and order</source>
<translation>other data, start and order</translation>
</message>
<message>
<source>out of memory on the GPU: batches of {size} are computed in parts of {part}, with the same gradient</source>
<translation>out of memory on the GPU: batches of {size} are computed in parts of {part}, with the same gradient</translation>
</message>
<message>
<source>over samples that no lane learns from</source>
<translation>over samples that no lane learns from</translation>
</message>
<message>
<source>over the whole training set, at the weights of this moment, or as many updates ago as is said above</source>
<translation>over the whole training set, at the weights of this moment, or as many updates ago as is said above</translation>
</message>
<message>
<source>parentheses and powers are nested too deep, found "{found}", allowed are {most} levels</source>
<translation>parentheses and powers are nested too deep, found "{found}", allowed are {most} levels</translation>
</message>
<message>
<source>passes of every lane over the training samples</source>
<translation>passes of every lane over the training samples</translation>
</message>
<message>
<source>patience</source>
<translation>patience</translation>
</message>
<message>
<source>peak at</source>
<translation>peak at</translation>
</message>
<message>
<source>periods</source>
<translation>periods</translation>
</message>
<message>
<source>pictures that each layer makes of an image</source>
<translation>pictures that each layer makes of an image</translation>
</message>
<message>
<source>pixels</source>
<translation>pixels</translation>
</message>
<message>
<source>plain PyTorch autograd, or the fastest way that agrees with it</source>
<translation>plain PyTorch autograd, or the fastest way that agrees with it</translation>
</message>
<message>
<source>play backwards, or forwards again</source>
<translation>play backwards, or forwards again</translation>
</message>
<message>
<source>play or pause</source>
<translation>play or pause</translation>
</message>
<message>
<source>plus {penalty}: the gradient of this, not of the loss alone, is what {lane} follows</source>
<translation>plus {penalty}: the gradient of this, not of the loss alone, is what {lane} follows</translation>
</message>
<message>
<source>point</source>
<translation>point</translation>
</message>
<message>
<source>precision</source>
<translation>precision</translation>
</message>
<message>
<source>price</source>
<translation>price</translation>
</message>
<message>
<source>pull of the weights towards zero: part of the gradient, or beside it where it is decoupled</source>
<translation>pull of the weights towards zero: part of the gradient, or beside it where it is decoupled</translation>
</message>
<message>
<source>puts the mean of the training rows in their place, and of categories the most frequent one</source>
<translation>puts the mean of the training rows in their place, and of categories the most frequent one</translation>
</message>
<message>
<source>puts the median of the training rows in their place, and of categories the most frequent one</source>
<translation>puts the median of the training rows in their place, and of categories the most frequent one</translation>
</message>
<message>
<source>puts the most frequent value of the training rows in their place</source>
<translation>puts the most frequent value of the training rows in their place</translation>
</message>
<message>
<source>random directions move neither biases nor batch-norm, as in Li et al. 2018: they would hide how sharp the rest is</source>
<translation>random directions move neither biases nor batch-norm, as in Li et al. 2018: they would hide how sharp the rest is</translation>
</message>
<message>
<source>random directions scaled to each layer's weights</source>
<translation>random directions scaled to each layer's weights</translation>
</message>
<message>
<source>random directions scaled to each neuron's weights (Li et al. 2018): how sharp is it around the best end?</source>
<translation>random directions scaled to each neuron's weights (Li et al. 2018): how sharp is it around the best end?</translation>
</message>
<message>
<source>rate</source>
<translation>rate</translation>
</message>
<message>
<source>regression data</source>
<translation>regression data</translation>
</message>
<message>
<source>removing {lane}</source>
<translation>removing {lane}</translation>
</message>
<message>
<source>renaming {lane}</source>
<translation>renaming {lane}</translation>
</message>
<message>
<source>reports of crashes</source>
<translation>reports of crashes</translation>
</message>
<message>
<source>rho</source>
<translation>rho</translation>
</message>
<message>
<source>rises along a line, and stays there (LinearLR)</source>
<translation>rises along a line, and stays there (LinearLR)</translation>
</message>
<message>
<source>rises from a twenty-fifth to the whole rate, and falls to next to nothing (Smith and Topin 2018)</source>
<translation>rises from a twenty-fifth to the whole rate, and falls to next to nothing (Smith and Topin 2018)</translation>
</message>
<message>
<source>rising numbers of updates that were made</source>
<translation>rising numbers of updates that were made</translation>
</message>
<message>
<source>row {row}</source>
<translation>row {row}</translation>
</message>
<message>
<source>row {row}, x = {x}, y = {y}</source>
<translation>row {row}, x = {x}, y = {y}</translation>
</message>
<message>
<source>rows and columns of the pieces that a layer looks at</source>
<translation>rows and columns of the pieces that a layer looks at</translation>
</message>
<message>
<source>rows of a table of your own</source>
<translation>rows of a table of your own</translation>
</message>
<message>
<source>rows of numbers take {needed} in {folder}, where {free} are free</source>
<translation>rows of numbers take {needed} in {folder}, where {free} are free</translation>
</message>
<message numerus="yes">
<source>rows of {n} updates</source>
<translation>
<numerusform>rows of {n} update</numerusform>
<numerusform>rows of {n} updates</numerusform>
</translation>
</message>
<message>
<source>running the file ends the process (exit status {status}), allowed is one that defines a model</source>
<translation>running the file ends the process (exit status {status}), allowed is one that defines a model</translation>
</message>
<message>
<source>sample used</source>
<translation>sample used</translation>
</message>
<message>
<source>sample {number}</source>
<translation>sample {number}</translation>
</message>
<message>
<source>samples</source>
<translation>samples</translation>
</message>
<message>
<source>samples are shuffled within windows of {size}</source>
<translation>samples are shuffled within windows of {size}</translation>
</message>
<message>
<source>samples at first</source>
<translation>samples at first</translation>
</message>
<message>
<source>samples computed at once, over which gradients of larger batches are accumulated; left out, all</source>
<translation>samples computed at once, over which gradients of larger batches are accumulated; left out, all</translation>
</message>
<message>
<source>samples in the batch</source>
<translation>samples in the batch</translation>
</message>
<message>
<source>samples per update</source>
<translation>samples per update</translation>
</message>
<message>
<source>samples per update at which batches stop growing; left out, all of them</source>
<translation>samples per update at which batches stop growing; left out, all of them</translation>
</message>
<message>
<source>samples per update; `full` takes all of them</source>
<translation>samples per update; `full` takes all of them</translation>
</message>
<message>
<source>samples seen</source>
<translation>samples seen</translation>
</message>
<message>
<source>samples seen per second of computing</source>
<translation>samples seen per second of computing</translation>
</message>
<message>
<source>samples/s</source>
<translation>samples/s</translation>
</message>
<message>
<source>scale beta 2</source>
<translation>scale beta 2</translation>
</message>
<message>
<source>scale of the first feature</source>
<translation>scale of the first feature</translation>
</message>
<message>
<source>scale of what is plotted</source>
<translation>scale of what is plotted</translation>
</message>
<message>
<source>scale of what is plotted; accuracy is always linear</source>
<translation>scale of what is plotted; accuracy is always linear</translation>
</message>
<message>
<source>scaling</source>
<translation>scaling</translation>
</message>
<message>
<source>schedule</source>
<translation>schedule</translation>
</message>
<message>
<source>second principal component</source>
<translation>second principal component</translation>
</message>
<message>
<source>second random direction</source>
<translation>second random direction</translation>
</message>
<message>
<source>seconds</source>
<translation>seconds</translation>
</message>
<message>
<source>seconds of computing</source>
<translation>seconds of computing</translation>
</message>
<message>
<source>see all paths; or click twice</source>
<translation>see all paths; or click twice</translation>
</message>
<message>
<source>seed</source>
<translation>seed</translation>
</message>
<message>
<source>seed of the split</source>
<translation>seed of the split</translation>
</message>
<message>
<source>seen</source>
<translation>seen</translation>
</message>
<message>
<source>semicolon</source>
<translation>semicolon</translation>
</message>
<message>
<source>several</source>
<translation>several</translation>
</message>
<message>
<source>shades: {target} from {low} to {high}</source>
<translation>shades: {target} from {low} to {high}</translation>
</message>
<message>
<source>share of the neurons of each hidden layer that an update leaves out at random</source>
<translation>share of the neurons of each hidden layer that an update leaves out at random</translation>
</message>
<message>
<source>shares</source>
<translation>shares</translation>
</message>
<message>
<source>sharpest curvature</source>
<translation>sharpest curvature</translation>
</message>
<message>
<source>sheet</source>
<translation>sheet</translation>
</message>
<message>
<source>short runs at many learning rates: which is best, and which is too large</source>
<translation>short runs at many learning rates: which is best, and which is too large</translation>
</message>
<message>
<source>show {lane} in all views</source>
<translation>show {lane} in all views</translation>
</message>
<message>
<source>shuffle</source>
<translation>shuffle</translation>
</message>
<message>
<source>single batches</source>
<translation>single batches</translation>
</message>
<message>
<source>single updates</source>
<translation>single updates</translation>
</message>
<message>
<source>skip ragged lines</source>
<translation>skip ragged lines</translation>
</message>
<message>
<source>slope</source>
<translation>slope</translation>
</message>
<message>
<source>slope of the line behind the noise</source>
<translation>slope of the line behind the noise</translation>
</message>
<message>
<source>slope of the line of the first samples</source>
<translation>slope of the line of the first samples</translation>
</message>
<message>
<source>slope of the line of the last samples</source>
<translation>slope of the line of the last samples</translation>
</message>
<message>
<source>smaller batches, or fewer neurons</source>
<translation>smaller batches, or fewer neurons</translation>
</message>
<message>
<source>smoothing</source>
<translation>smoothing</translation>
</message>
<message>
<source>so many epochs in a row without a lower loss are borne</source>
<translation>so many epochs in a row without a lower loss are borne</translation>
</message>
<message>
<source>so many samples are mixed with each other; 0 means as many as 64 MB hold, at most 1,048,576</source>
<translation>so many samples are mixed with each other; 0 means as many as 64 MB hold, at most 1,048,576</translation>
</message>
<message>
<source>some losses are below the scale</source>
<translation>some losses are below the scale</translation>
</message>
<message>
<source>something very long</source>
<translation>something very long</translation>
</message>
<message>
<source>sorted</source>
<translation>sorted</translation>
</message>
<message>
<source>spread of x</source>
<translation>spread of x</translation>
</message>
<message>
<source>squares errors: large ones count most</source>
<translation>squares errors: large ones count most</translation>
</message>
<message>
<source>squares small errors, and counts those above 1 as they are (Huber 1964)</source>
<translation>squares small errors, and counts those above 1 as they are (Huber 1964)</translation>
</message>
<message>
<source>standard deviation of opinions with as many stars</source>
<translation>standard deviation of opinions with as many stars</translation>
</message>
<message>
<source>standard deviation of what is added to each point</source>
<translation>standard deviation of what is added to each point</translation>
</message>
<message>
<source>standard deviation of what is added to each target</source>
<translation>standard deviation of what is added to each target</translation>
</message>
<message>
<source>standard deviation of x</source>
<translation>standard deviation of x</translation>
</message>
<message>
<source>standardise</source>
<translation>standardise</translation>
</message>
<message>
<source>standardise the target</source>
<translation>standardise the target</translation>
</message>
<message>
<source>start</source>
<translation>start</translation>
</message>
<message>
<source>stay on this plane, whatever is trained</source>
<translation>stay on this plane, whatever is trained</translation>
</message>
<message>
<source>steepest descent</source>
<translation>steepest descent</translation>
</message>
<message>
<source>stepper</source>
<translation>stepper</translation>
</message>
<message>
<source>stratify</source>
<translation>stratify</translation>
</message>
<message>
<source>subtract each feature's mean over the training samples, and divide by its spread there</source>
<translation>subtract each feature's mean over the training samples, and divide by its spread there</translation>
</message>
<message>
<source>subtract each pixel's mean over the training samples and divide by its spread there: rarely set pixels then count much</source>
<translation>subtract each pixel's mean over the training samples and divide by its spread there: rarely set pixels then count much</translation>
</message>
<message>
<source>summary</source>
<translation>summary</translation>
</message>
<message>
<source>surface</source>
<translation>surface</translation>
</message>
<message>
<source>surface of the training or validation loss, or of the batch at the playhead</source>
<translation>surface of the training or validation loss, or of the batch at the playhead</translation>
</message>
<message>
<source>tab</source>
<translation>tab</translation>
</message>
<message>
<source>tabs</source>
<translation>tabs</translation>
</message>
<message>
<source>take the last change back</source>
<translation>take the last change back</translation>
</message>
<message>
<source>target</source>
<translation>target</translation>
</message>
<message>
<source>target loss</source>
<translation>target loss</translation>
</message>
<message>
<source>target within</source>
<translation>target within</translation>
</message>
<message>
<source>task</source>
<translation>task</translation>
</message>
<message>
<source>tells two classes apart with one output</source>
<translation>tells two classes apart with one output</translation>
</message>
<message>
<source>tells two classes apart with one output, and asks for a margin (Cortes and Vapnik 1995)</source>
<translation>tells two classes apart with one output, and asks for a margin (Cortes and Vapnik 1995)</translation>
</message>
<message>
<source>ten times as steep in y as in x</source>
<translation>ten times as steep in y as in x</translation>
</message>
<message>
<source>text</source>
<translation>text</translation>
</message>
<message>
<source>text as large as at first</source>
<translation>text as large as at first</translation>
</message>
<message>
<source>text of 1 to 80 characters</source>
<translation>text of 1 to 80 characters</translation>
</message>
<message>
<source>text of a few kinds</source>
<translation>text of a few kinds</translation>
</message>
<message>
<source>text of at most 200 characters</source>
<translation>text of at most 200 characters</translation>
</message>
<message>
<source>text of at most 2000 characters</source>
<translation>text of at most 2000 characters</translation>
</message>
<message>
<source>the batch size for which the declared values hold as they are</source>
<translation>the batch size for which the declared values hold as they are</translation>
</message>
<message>
<source>the bend behind each hidden layer</source>
<translation>the bend behind each hidden layer</translation>
</message>
<message>
<source>the colour of {lane}</source>
<translation>the colour of {lane}</translation>
</message>
<message>
<source>the column to learn; left out, the last one</source>
<translation>the column to learn; left out, the last one</translation>
</message>
<message>
<source>the column to predict; left out, the one that looks most like it</source>
<translation>the column to predict; left out, the one that looks most like it</translation>
</message>
<message>
<source>the column {name} holds {kind}, allowed are numbers, text, dates and truths</source>
<translation>the column {name} holds {kind}, allowed are numbers, text, dates and truths</translation>
</message>
<message>
<source>the columns become {n} features, allowed are at most {most}</source>
<translation>the columns become {n} features, allowed are at most {most}</translation>
</message>
<message>
<source>the columns to learn from; none given, all that are suitable</source>
<translation>the columns to learn from; none given, all that are suitable</translation>
</message>
<message>
<source>the declared rate for batches of any size</source>
<translation>the declared rate for batches of any size</translation>
</message>
<message>
<source>the disk is full</source>
<translation>the disk is full</translation>
</message>
<message>
<source>the epoch with which the last samples come, evenly many with each before</source>
<translation>the epoch with which the last samples come, evenly many with each before</translation>
</message>
<message numerus="yes">
<source>the experiment has {n} lanes, it takes {needed}</source>
<translation>
<numerusform>the experiment has one lane, it takes {needed}</numerusform>
<numerusform>the experiment has {n} lanes, it takes {needed}</numerusform>
</translation>
</message>
<message>
<source>the features; left out, all other columns of numbers</source>
<translation>the features; left out, all other columns of numbers</translation>
</message>
<message>
<source>the file and its model take longer than {seconds} seconds for a few samples, allowed is less</source>
<translation>the file and its model take longer than {seconds} seconds for a few samples, allowed is less</translation>
</message>
<message>
<source>the file changes while it is tried, allowed is one that stays as it is</source>
<translation>the file changes while it is tried, allowed is one that stays as it is</translation>
</message>
<message>
<source>the first feature is multiplied by this; far from 1, one direction is much steeper than the others</source>
<translation>the first feature is multiplied by this; far from 1, one direction is much steeper than the others</translation>
</message>
<message>
<source>the formula ends too early, found "{found}", allowed is for example x^2 + sin(y)</source>
<translation>the formula ends too early, found "{found}", allowed is for example x^2 + sin(y)</translation>
</message>
<message>
<source>the formula is empty, found "{found}", allowed is for example x^2 + sin(y)</source>
<translation>the formula is empty, found "{found}", allowed is for example x^2 + sin(y)</translation>
</message>
<message>
<source>the function has no value at {at}</source>
<translation>the function has no value at {at}</translation>
</message>
<message>
<source>the function of the weights x and y that is minimised</source>
<translation>the function of the weights x and y that is minimised</translation>
</message>
<message>
<source>the function to minimise, in x and y</source>
<translation>the function to minimise, in x and y</translation>
</message>
<message>
<source>the gradient is not finite at {at}</source>
<translation>the gradient is not finite at {at}</translation>
</message>
<message>
<source>the kernels cannot be loaded ({error})</source>
<translation>the kernels cannot be loaded ({error})</translation>
</message>
<message>
<source>the lane whose model is seen</source>
<translation>the lane whose model is seen</translation>
</message>
<message>
<source>the lane {lane}</source>
<translation>the lane {lane}</translation>
</message>
<message>
<source>the learning rate from update to update</source>
<translation>the learning rate from update to update</translation>
</message>
<message>
<source>the learning rates move together, or each by itself</source>
<translation>the learning rates move together, or each by itself</translation>
</message>
<message>
<source>the loss falls without end: it is {loss} at row {row}, and there is no minimum to come to rest in</source>
<translation>the loss falls without end: it is {loss} at row {row}, and there is no minimum to come to rest in</translation>
</message>
<message>
<source>the loss has no curvature there, so that no direction is the sharpest</source>
<translation>the loss has no curvature there, so that no direction is the sharpest</translation>
</message>
<message>
<source>the loss is curved downwards in all directions there</source>
<translation>the loss is curved downwards in all directions there</translation>
</message>
<message>
<source>the loss is flat there</source>
<translation>the loss is flat there</translation>
</message>
<message>
<source>the loss of its outputs cannot be computed ({reason})</source>
<translation>the loss of its outputs cannot be computed ({reason})</translation>
</message>
<message>
<source>the loss on which whole set is waited for, to fall by a ten-thousandth at least</source>
<translation>the loss on which whole set is waited for, to fall by a ten-thousandth at least</translation>
</message>
<message>
<source>the loss surface with the paths of the lanes</source>
<translation>the loss surface with the paths of the lanes</translation>
</message>
<message>
<source>the loss there is {loss}, found ({start}), allowed is a start where it is finite</source>
<translation>the loss there is {loss}, found ({start}), allowed is a start where it is finite</translation>
</message>
<message numerus="yes">
<source>the model has {n} weights, not two</source>
<translation>
<numerusform>the model has {n} weight, not two</numerusform>
<numerusform>the model has {n} weights, not two</numerusform>
</translation>
</message>
<message>
<source>the model's own two axes show all of it</source>
<translation>the model's own two axes show all of it</translation>
</message>
<message>
<source>the most that each number of the gradient may be, before its norm is looked at; 0 clips none</source>
<translation>the most that each number of the gradient may be, before its norm is looked at; 0 clips none</translation>
</message>
<message>
<source>the name has a NUL character</source>
<translation>the name has a NUL character</translation>
</message>
<message>
<source>the name of a Python file</source>
<translation>the name of a Python file</translation>
</message>
<message>
<source>the name of a TOML file</source>
<translation>the name of a TOML file</translation>
</message>
<message>
<source>the name of a column</source>
<translation>the name of a column</translation>
</message>
<message>
<source>the name of a file</source>
<translation>the name of a file</translation>
</message>
<message>
<source>the next update of any lane</source>
<translation>the next update of any lane</translation>
</message>
<message>
<source>the order in which the data come</source>
<translation>the order in which the data come</translation>
</message>
<message numerus="yes">
<source>the order of {n} samples</source>
<translation>
<numerusform>the order of {n} sample</numerusform>
<numerusform>the order of {n} samples</numerusform>
</translation>
</message>
<message>
<source>the paths fill the picture; a gradient then seems to cross contour lines aslant</source>
<translation>the paths fill the picture; a gradient then seems to cross contour lines aslant</translation>
</message>
<message>
<source>the plane through all weights on which paths and loss are shown</source>
<translation>the plane through all weights on which paths and loss are shown</translation>
</message>
<message>
<source>the playhead waits at {place}</source>
<translation>the playhead waits at {place}</translation>
</message>
<message>
<source>the points lie on one line</source>
<translation>the points lie on one line</translation>
</message>
<message>
<source>the pull of the weights towards zero</source>
<translation>the pull of the weights towards zero</translation>
</message>
<message>
<source>the quotation mark in line {line} has no end, allowed are quotation marks in pairs</source>
<translation>the quotation mark in line {line} has no end, allowed are quotation marks in pairs</translation>
</message>
<message>
<source>the rate rises along a line for so long, beside what the schedule does</source>
<translation>the rate rises along a line for so long, beside what the schedule does</translation>
</message>
<message>
<source>the reason is not known for certain: learning rate {rate} is below {formula} = {limit}, the limit of stability at row {row} of the whole set, but above {of_batch}, that of a batch of {size} there</source>
<translation>the reason is not known for certain: learning rate {rate} is below {formula} = {limit}, the limit of stability at row {row} of the whole set, but above {of_batch}, that of a batch of {size} there</translation>
</message>
<message>
<source>the reason is not known: learning rate {rate} is below {formula} = {limit}, the limit of stability at row {row}</source>
<translation>the reason is not known: learning rate {rate} is below {formula} = {limit}, the limit of stability at row {row}</translation>
</message>
<message>
<source>the reason is not known: the curvature could not be measured ({error})</source>
<translation>the reason is not known: the curvature could not be measured ({error})</translation>
</message>
<message>
<source>the reason is not known: the largest curvature at row {row} is {curvature}, which sets no limit</source>
<translation>the reason is not known: the largest curvature at row {row} is {curvature}, which sets no limit</translation>
</message>
<message>
<source>the reason is not known: with {optimizer} the curvature sets no limit to the learning rate, which is {rate}</source>
<translation>the reason is not known: with {optimizer} the curvature sets no limit to the learning rate, which is {rate}</translation>
</message>
<message>
<source>the same difference from line to line: where they lie close together it is steep</source>
<translation>the same difference from line to line: where they lie close together it is steep</translation>
</message>
<message>
<source>the same inputs</source>
<translation>the same inputs</translation>
</message>
<message>
<source>the same rate for all updates</source>
<translation>the same rate for all updates</translation>
</message>
<message>
<source>the same run again, from the start</source>
<translation>the same run again, from the start</translation>
</message>
<message>
<source>the samples, the batches among them, and what a lane makes of them</source>
<translation>the samples, the batches among them, and what a lane makes of them</translation>
</message>
<message>
<source>the settings panel to the left or to the right</source>
<translation>the settings panel to the left or to the right</translation>
</message>
<message>
<source>the share of right answers, of training and validation; for classes only</source>
<translation>the share of right answers, of training and validation; for classes only</translation>
</message>
<message>
<source>the share of the planned updates after which the rate is highest</source>
<translation>the share of the planned updates after which the rate is highest</translation>
</message>
<message>
<source>the share of the right answer that is spread over all classes alike</source>
<translation>the share of the right answer that is spread over all classes alike</translation>
</message>
<message>
<source>the surface as a relief, or flat</source>
<translation>the surface as a relief, or flat</translation>
</message>
<message>
<source>the surface from above, or as a relief (3)</source>
<translation>the surface from above, or as a relief (3)</translation>
</message>
<message>
<source>the surface once for each lane, side by side; not in 3-D</source>
<translation>the surface once for each lane, side by side; not in 3-D</translation>
</message>
<message>
<source>the training loss has been above {times} times that of the start ever since</source>
<translation>the training loss has been above {times} times that of the start ever since</translation>
</message>
<message>
<source>the two weights themselves: nothing is hidden</source>
<translation>the two weights themselves: nothing is hidden</translation>
</message>
<message>
<source>the update before</source>
<translation>the update before</translation>
</message>
<message>
<source>the views alone on the whole screen, large and in high contrast</source>
<translation>the views alone on the whole screen, large and in high contrast</translation>
</message>
<message>
<source>the weights all lanes start from, flat; left out, PyTorch's default initialisation, or a good place on the surface</source>
<translation>the weights all lanes start from, flat; left out, PyTorch's default initialisation, or a good place on the surface</translation>
</message>
<message>
<source>the weights there are not finite</source>
<translation>the weights there are not finite</translation>
</message>
<message>
<source>the whole screen, or a window</source>
<translation>the whole screen, or a window</translation>
</message>
<message>
<source>the window's own hue, so that the lanes' colours stand out</source>
<translation>the window's own hue, so that the lanes' colours stand out</translation>
</message>
<message>
<source>the {stepper} stepper differs from autograd by {difference} in the first updates, so autograd is used</source>
<translation>the {stepper} stepper differs from autograd by {difference} in the first updates, so autograd is used</translation>
</message>
<message>
<source>there are none yet, or damaged ones: the next run has them compiled, which takes some half a minute</source>
<translation>there are none yet, or damaged ones: the next run has them compiled, which takes some half a minute</translation>
</message>
<message>
<source>there is no kernel for label smoothing, so autograd is used</source>
<translation>there is no kernel for label smoothing, so autograd is used</translation>
</message>
<message>
<source>there is no kernel for layers without bias, so autograd is used</source>
<translation>there is no kernel for layers without bias, so autograd is used</translation>
</message>
<message>
<source>there is no kernel for {optimizer}, so autograd is used</source>
<translation>there is no kernel for {optimizer}, so autograd is used</translation>
</message>
<message>
<source>they were not used for {lane}</source>
<translation>they were not used for {lane}</translation>
</message>
<message>
<source>this run's curves stay in the panels while you try another one</source>
<translation>this run's curves stay in the panels while you try another one</translation>
</message>
<message>
<source>thousands mark</source>
<translation>thousands mark</translation>
</message>
<message>
<source>three hills and three hollows over two features</source>
<translation>three hills and three hollows over two features</translation>
</message>
<message>
<source>through the common start and where the first and the last lane are now: do they go different ways?</source>
<translation>through the common start and where the first and the last lane are now: do they go different ways?</translation>
</message>
<message>
<source>through where the first three lanes are now: is there a wall between what they found?</source>
<translation>through where the first three lanes are now: is there a wall between what they found?</translation>
</message>
<message>
<source>time this lane has spent computing updates</source>
<translation>time this lane has spent computing updates</translation>
</message>
<message>
<source>timeline</source>
<translation>timeline</translation>
</message>
<message>
<source>times that rise from 0</source>
<translation>times that rise from 0</translation>
</message>
<message>
<source>title</source>
<translation>title</translation>
</message>
<message>
<source>to the common start</source>
<translation>to the common start</translation>
</message>
<message>
<source>to the epoch before</source>
<translation>to the epoch before</translation>
</message>
<message>
<source>to the newest update, and stay with it</source>
<translation>to the newest update, and stay with it</translation>
</message>
<message>
<source>to the next epoch</source>
<translation>to the next epoch</translation>
</message>
<message>
<source>too many brackets in brackets</source>
<translation>too many brackets in brackets</translation>
</message>
<message>
<source>towards zero along a line (LinearLR)</source>
<translation>towards zero along a line (LinearLR)</translation>
</message>
<message>
<source>towards zero along half a cosine (Loshchilov and Hutter 2017, SGDR, eq. 5, without restarts)</source>
<translation>towards zero along half a cosine (Loshchilov and Hutter 2017, SGDR, eq. 5, without restarts)</translation>
</message>
<message>
<source>train</source>
<translation>train</translation>
</message>
<message>
<source>training</source>
<translation>training</translation>
</message>
<message>
<source>training accuracy</source>
<translation>training accuracy</translation>
</message>
<message>
<source>training loss</source>
<translation>training loss</translation>
</message>
<message>
<source>training loss
+ {penalty}</source>
<translation>training loss
+ {penalty}</translation>
</message>
<message>
<source>training loss
without penalties</source>
<translation>training loss
without penalties</translation>
</message>
<message>
<source>training loss
without weight decay</source>
<translation>training loss
without weight decay</translation>
</message>
<message>
<source>training loss, mean</source>
<translation>training loss, mean</translation>
</message>
<message>
<source>training samples used so far, counted again in each epoch</source>
<translation>training samples used so far, counted again in each epoch</translation>
</message>
<message>
<source>training {loss}</source>
<translation>training {loss}</translation>
</message>
<message>
<source>training, mean</source>
<translation>training, mean</translation>
</message>
<message>
<source>true intercept</source>
<translation>true intercept</translation>
</message>
<message>
<source>true or false</source>
<translation>true or false</translation>
</message>
<message>
<source>true price</source>
<translation>true price</translation>
</message>
<message>
<source>true slope</source>
<translation>true slope</translation>
</message>
<message>
<source>twice the rate for batches of four times the size (Krizhevsky 2014)</source>
<translation>twice the rate for batches of four times the size (Krizhevsky 2014)</translation>
</message>
<message>
<source>twice the rate for batches of twice the size (Goyal et al. 2017)</source>
<translation>twice the rate for batches of twice the size (Goyal et al. 2017)</translation>
</message>
<message>
<source>twice the speed</source>
<translation>twice the speed</translation>
</message>
<message>
<source>two clouds of points that a straight line parts</source>
<translation>two clouds of points that a straight line parts</translation>
</message>
<message>
<source>two interleaved half circles, one per class</source>
<translation>two interleaved half circles, one per class</translation>
</message>
<message>
<source>two numbers</source>
<translation>two numbers</translation>
</message>
<message>
<source>two of its parts have one name</source>
<translation>two of its parts have one name</translation>
</message>
<message>
<source>two of the points are the same</source>
<translation>two of the points are the same</translation>
</message>
<message>
<source>two spirals around each other</source>
<translation>two spirals around each other</translation>
</message>
<message>
<source>unknown key</source>
<translation>unknown key</translation>
</message>
<message>
<source>up to 64 small letters, digits and hyphens</source>
<translation>up to 64 small letters, digits and hyphens</translation>
</message>
<message>
<source>up to 8 whole numbers from 1 to 4096</source>
<translation>up to 8 whole numbers from 1 to 4096</translation>
</message>
<message>
<source>up to ten million rows, made as they are read</source>
<translation>up to ten million rows, made as they are read</translation>
</message>
<message>
<source>update norm</source>
<translation>update norm</translation>
</message>
<message>
<source>update {place} of {end}</source>
<translation>update {place} of {end}</translation>
</message>
<message>
<source>update {update}</source>
<translation>update {update}</translation>
</message>
<message>
<source>update {update} of {lane} is not finite when it is computed again here</source>
<translation>update {update} of {lane} is not finite when it is computed again here</translation>
</message>
<message>
<source>updates</source>
<translation>updates</translation>
</message>
<message>
<source>updates after which a lane ends, even if it has not reached the target loss</source>
<translation>updates after which a lane ends, even if it has not reached the target loss</translation>
</message>
<message>
<source>updates of every lane</source>
<translation>updates of every lane</translation>
</message>
<message>
<source>updates {outer}, {inner}</source>
<translation>updates {outer}, {inner}</translation>
</message>
<message>
<source>val.</source>
<translation>val.</translation>
</message>
<message>
<source>validation</source>
<translation>validation</translation>
</message>
<message>
<source>validation loss</source>
<translation>validation loss</translation>
</message>
<message>
<source>validation samples</source>
<translation>validation samples</translation>
</message>
<message>
<source>validation share</source>
<translation>validation share</translation>
</message>
<message>
<source>validation {loss}</source>
<translation>validation {loss}</translation>
</message>
<message>
<source>version, folders and licences</source>
<translation>version, folders and licences</translation>
</message>
<message>
<source>warm-up</source>
<translation>warm-up</translation>
</message>
<message>
<source>watched loss</source>
<translation>watched loss</translation>
</message>
<message>
<source>waves from one end to the other</source>
<translation>waves from one end to the other</translation>
</message>
<message>
<source>waves seen through noise</source>
<translation>waves seen through noise</translation>
</message>
<message>
<source>weight 1</source>
<translation>weight 1</translation>
</message>
<message>
<source>weight 2</source>
<translation>weight 2</translation>
</message>
<message>
<source>weight decay</source>
<translation>weight decay</translation>
</message>
<message>
<source>what a menu shows</source>
<translation>what a menu shows</translation>
</message>
<message>
<source>what becomes of them</source>
<translation>what becomes of them</translation>
</message>
<message>
<source>what is called in it: with features and outputs, or whichever of features, outputs and seed it takes</source>
<translation>what is called in it: with features and outputs, or whichever of features, outputs and seed it takes</translation>
</message>
<message>
<source>what is left of the rate when it is lowered</source>
<translation>what is left of the rate when it is lowered</translation>
</message>
<message>
<source>what is minimised, as a mean over samples</source>
<translation>what is minimised, as a mean over samples</translation>
</message>
<message>
<source>what is plotted</source>
<translation>what is plotted</translation>
</message>
<message>
<source>what it changes that every weight has a learning rate of its own (AdaGrad, RMSProp, Adam)</source>
<translation>what it changes that every weight has a learning rate of its own (AdaGrad, RMSProp, Adam)</translation>
</message>
<message>
<source>what stands before decimals; left out, as detected</source>
<translation>what stands before decimals; left out, as detected</translation>
</message>
<message>
<source>what stands between cells; left out, as detected</source>
<translation>what stands between cells; left out, as detected</translation>
</message>
<message>
<source>what stands between groups of three digits; left out, as detected</source>
<translation>what stands between groups of three digits; left out, as detected</translation>
</message>
<message>
<source>what suits the range: equal steps of the colours where it is wide, else closer where it is flat</source>
<translation>what suits the range: equal steps of the colours where it is wide, else closer where it is flat</translation>
</message>
<message>
<source>what the lanes have in common when they end; clock and fairness follow</source>
<translation>what the lanes have in common when they end; clock and fairness follow</translation>
</message>
<message>
<source>what the optimizer carries over from earlier updates: it goes on from the gradient of the batch</source>
<translation>what the optimizer carries over from earlier updates: it goes on from the gradient of the batch</translation>
</message>
<message>
<source>what the product is worth with three stars</source>
<translation>what the product is worth with three stars</translation>
</message>
<message>
<source>where 19 of 20 other batches of that size would have pointed, measured from the samples</source>
<translation>where 19 of 20 other batches of that size would have pointed, measured from the samples</translation>
</message>
<message>
<source>where the experiment started before a click on the surface</source>
<translation>where the experiment started before a click on the surface</translation>
</message>
<message>
<source>where the gradient of all samples points</source>
<translation>where the gradient of all samples points</translation>
</message>
<message>
<source>where the gradient of that batch points</source>
<translation>where the gradient of that batch points</translation>
</message>
<message>
<source>where the last update went, with all that the optimizer makes of a gradient</source>
<translation>where the last update went, with all that the optimizer makes of a gradient</translation>
</message>
<message>
<source>where the samples come from</source>
<translation>where the samples come from</translation>
</message>
<message>
<source>where to compute; auto takes a GPU if there is one, save for nets so small that the processor is faster</source>
<translation>where to compute; auto takes a GPU if there is one, save for nets so small that the processor is faster</translation>
</message>
<message>
<source>whether 05/03 is in March; left out, as detected</source>
<translation>whether 05/03 is in March; left out, as detected</translation>
</message>
<message>
<source>whether a lump is benign, from thirty measures of 569</source>
<translation>whether a lump is benign, from thirty measures of 569</translation>
</message>
<message>
<source>whether numbers or classes are learned; auto takes classes where the target is text or true and false</source>
<translation>whether numbers or classes are learned; auto takes classes where the target is text or true and false</translation>
</message>
<message>
<source>whether numbers or classes are predicted; auto goes by the target</source>
<translation>whether numbers or classes are predicted; auto goes by the target</translation>
</message>
<message>
<source>which experiment is shown</source>
<translation>which experiment is shown</translation>
</message>
<message>
<source>which of a workbook; left out, the first one</source>
<translation>which of a workbook; left out, the first one</translation>
</message>
<message>
<source>which rows are for validation follows from it</source>
<translation>which rows are for validation follows from it</translation>
</message>
<message>
<source>whole number</source>
<translation>whole number</translation>
</message>
<message>
<source>whole-set losses are estimated on {some} of {all} samples</source>
<translation>whole-set losses are estimated on {some} of {all} samples</translation>
</message>
<message>
<source>wide: large weights, red: negative; filled: biases</source>
<translation>wide: large weights, red: negative; filled: biases</translation>
</message>
<message>
<source>width of each hidden layer; none makes the model linear</source>
<translation>width of each hidden layer; none makes the model linear</translation>
</message>
<message>
<source>window</source>
<translation>window</translation>
</message>
<message>
<source>without Numba</source>
<translation>without Numba</translation>
</message>
<message>
<source>without the changes since it was opened</source>
<translation>without the changes since it was opened</translation>
</message>
<message>
<source>without the first lane, then without the second one … then all again</source>
<translation>without the first lane, then without the second one … then all again</translation>
</message>
<message>
<source>worth of a star</source>
<translation>worth of a star</translation>
</message>
<message>
<source>x</source>
<translation>x</translation>
</message>
<message>
<source>x, y, numbers, + - * / ^ **, parentheses, pi, e and the functions sin, cos, tan, sinh, cosh, tanh, exp, log, sqrt and abs</source>
<translation>x, y, numbers, + - * / ^ **, parentheses, pi, e and the functions sin, cos, tan, sinh, cosh, tanh, exp, log, sqrt and abs</translation>
</message>
<message>
<source>y</source>
<translation>y</translation>
</message>
<message>
<source>yes</source>
<translation>yes</translation>
</message>
<message>
<source>yes or no</source>
<translation>yes or no</translation>
</message>
<message>
<source>your own</source>
<translation>your own</translation>
</message>
<message>
<source>{count} characters are too many, found "{found}", allowed are at most {most}</source>
<translation>{count} characters are too many, found "{found}", allowed are at most {most}</translation>
</message>
<message>
<source>{device} with float64</source>
<translation>{device} with float64</translation>
</message>
<message>
<source>{device}, which cannot be used ({reason})</source>
<translation>{device}, which cannot be used ({reason})</translation>
</message>
<message>
<source>{device}: PyTorch {version} finds {name}, so `auto` takes it, save for nets so small that the processor is faster</source>
<translation>{device}: PyTorch {version} finds {name}, so `auto` takes it, save for nets so small that the processor is faster</translation>
</message>
<message>
<source>{driver} has no framebuffer of {width}×{height}</source>
<translation>{driver} has no framebuffer of {width}×{height}</translation>
</message>
<message>
<source>{error}: no reason given</source>
<translation>{error}: no reason given</translation>
</message>
<message>
<source>{experiment}: this may take some {time} and 40 bytes of memory for each update.</source>
<translation>{experiment}: this may take some {time} and 40 bytes of memory for each update.</translation>
</message>
<message>
<source>{experiment}: this may take some {time} and {memory} of memory.</source>
<translation>{experiment}: this may take some {time} and {memory} of memory.</translation>
</message>
<message>
<source>{factor} · |weights|₁</source>
<translation>{factor} · |weights|₁</translation>
</message>
<message>
<source>{factor}/2 · |weights|²</source>
<translation>{factor}/2 · |weights|²</translation>
</message>
<message>
<source>{features} ({inputs} inputs)</source>
<translation>{features} ({inputs} inputs)</translation>
</message>
<message>
<source>{features}, {training}, {validation} for validation</source>
<translation>{features}, {training}, {validation} for validation</translation>
</message>
<message>
<source>{features}, {training}, {validation} for validation; {left}</source>
<translation>{features}, {training}, {validation} for validation; {left}</translation>
</message>
<message>
<source>{file} in {folder}</source>
<translation>{file} in {folder}</translation>
</message>
<message>
<source>{first} and {last}</source>
<translation>{first} and {last}</translation>
</message>
<message>
<source>{first} or {last}</source>
<translation>{first} or {last}</translation>
</message>
<message>
<source>{first}, {last}</source>
<translation>{first}, {last}</translation>
</message>
<message>
<source>{first}; {last}</source>
<translation>{first}; {last}</translation>
</message>
<message>
<source>{found} (did you mean "{meant}"?)</source>
<translation>{found} (did you mean "{meant}"?)</translation>
</message>
<message>
<source>{found} could be {one} or {other}, write one of these</source>
<translation>{found} could be {one} or {other}, write one of these</translation>
</message>
<message>
<source>{found}, allowed here are {keys}</source>
<translation>{found}, allowed here are {keys}</translation>
</message>
<message>
<source>{help} ({key})</source>
<translation>{help} ({key})</translation>
</message>
<message>
<source>{help}; only with {names}</source>
<translation>{help}; only with {names}</translation>
</message>
<message>
<source>{input} of {lane}</source>
<translation>{input} of {lane}</translation>
</message>
<message>
<source>{input} {before} → {after}</source>
<translation>{input} {before} → {after}</translation>
</message>
<message>
<source>{input} {value}</source>
<translation>{input} {value}</translation>
</message>
<message>
<source>{input}: {what}</source>
<translation>{input}: {what}</translation>
</message>
<message numerus="yes">
<source>{kernels}; autograd made the first {n} updates, until they were ready</source>
<translation>
<numerusform>{kernels}; autograd made the first update, until they were ready</numerusform>
<numerusform>{kernels}; autograd made the first {n} updates, until they were ready</numerusform>
</translation>
</message>
<message>
<source>{kind} in {unit}</source>
<translation>{kind} in {unit}</translation>
</message>
<message>
<source>{kind}, {limits}</source>
<translation>{kind}, {limits}</translation>
</message>
<message>
<source>{kind}, {missing}</source>
<translation>{kind}, {missing}</translation>
</message>
<message>
<source>{kind}: {told}</source>
<translation>{kind}: {told}</translation>
</message>
<message>
<source>{label}, {lane}</source>
<translation>{label}, {lane}</translation>
</message>
<message>
<source>{label}: {help}. Allowed: {allowed}.</source>
<translation>{label}: {help}. Allowed: {allowed}.</translation>
</message>
<message>
<source>{lane} after update {row}</source>
<translation>{lane} after update {row}</translation>
</message>
<message>
<source>{lane} after update {row}, the last that is kept</source>
<translation>{lane} after update {row}, the last that is kept</translation>
</message>
<message>
<source>{lane} has kept every {stride}th position</source>
<translation>{lane} has kept every {stride}th position</translation>
</message>
<message>
<source>{lane} has no stepper</source>
<translation>{lane} has no stepper</translation>
</message>
<message>
<source>{lane} has {evaluations} evaluations of {rows} rows</source>
<translation>{lane} has {evaluations} evaluations of {rows} rows</translation>
</message>
<message>
<source>{lane} has {rows} rows, not 1 to {planned} updates after the start</source>
<translation>{lane} has {rows} rows, not 1 to {planned} updates after the start</translation>
</message>
<message>
<source>{lane} is {state} after {updates} of {planned} updates</source>
<translation>{lane} is {state} after {updates} of {planned} updates</translation>
</message>
<message>
<source>{lane} is {state} at update {update} after {updates}</source>
<translation>{lane} is {state} at update {update} after {updates}</translation>
</message>
<message>
<source>{lane} stays: it is the only lane that is seen</source>
<translation>{lane} stays: it is the only lane that is seen</translation>
</message>
<message>
<source>{lane} {loss}</source>
<translation>{lane} {loss}</translation>
</message>
<message>
<source>{lane} {loss}, falling</source>
<translation>{lane} {loss}, falling</translation>
</message>
<message>
<source>{lane} {loss}, level</source>
<translation>{lane} {loss}, level</translation>
</message>
<message>
<source>{lane} {loss}, rising</source>
<translation>{lane} {loss}, rising</translation>
</message>
<message>
<source>{lane} {value}</source>
<translation>{lane} {value}</translation>
</message>
<message>
<source>{lane}, update {row}</source>
<translation>{lane}, update {row}</translation>
</message>
<message>
<source>{lane}: {how}</source>
<translation>{lane}: {how}</translation>
</message>
<message numerus="yes">
<source>{least} to {n} updates</source>
<translation>
<numerusform>{least} to {n} update</numerusform>
<numerusform>{least} to {n} updates</numerusform>
</translation>
</message>
<message>
<source>{loss}, {updates} before</source>
<translation>{loss}, {updates} before</translation>
</message>
<message>
<source>{marker}, as now</source>
<translation>{marker}, as now</translation>
</message>
<message>
<source>{marker}, exchanged with {lane}</source>
<translation>{marker}, exchanged with {lane}</translation>
</message>
<message>
<source>{moment}, update {update}</source>
<translation>{moment}, update {update}</translation>
</message>
<message numerus="yes">
<source>{names} and {n} more</source>
<translation>
<numerusform>{names} and {n} more</numerusform>
<numerusform>{names} and {n} more</numerusform>
</translation>
</message>
<message>
<source>{name} cannot be called ({reason}), allowed is a function that returns a torch.nn.Module</source>
<translation>{name} cannot be called ({reason}), allowed is a function that returns a torch.nn.Module</translation>
</message>
<message>
<source>{name} counts the rows and is left out.</source>
<translation>{name} counts the rows and is left out.</translation>
</message>
<message>
<source>{name} has numbers with several units and stays text.</source>
<translation>{name} has numbers with several units and stays text.</translation>
</message>
<message>
<source>{name} has the same value everywhere, allowed are at least two classes</source>
<translation>{name} has the same value everywhere, allowed are at least two classes</translation>
</message>
<message>
<source>{name} has too many cells that are no numbers and stays text.</source>
<translation>{name} has too many cells that are no numbers and stays text.</translation>
</message>
<message>
<source>{name} has {found} several times, far from its other numbers: where it stands for a missing cell, empty it.</source>
<translation>{name} has {found} several times, far from its other numbers: where it stands for a missing cell, empty it.</translation>
</message>
<message>
<source>{name} has {n} classes in {rows} rows, allowed are fewer classes than rows</source>
<translation>{name} has {n} classes in {rows} rows, allowed are fewer classes than rows</translation>
</message>
<message>
<source>{name} has {n} different values, allowed for classification are at most {most} whole numbers or words</source>
<translation>{name} has {n} different values, allowed for classification are at most {most} whole numbers or words</translation>
</message>
<message numerus="yes">
<source>{name} has {n} more such cells.</source>
<translation>
<numerusform>{name} has {n} more such cell.</numerusform>
<numerusform>{name} has {n} more such cells.</numerusform>
</translation>
</message>
<message>
<source>{name} holds digits with zeros in front; they are names.</source>
<translation>{name} holds digits with zeros in front; they are names.</translation>
</message>
<message>
<source>{name} holds numbers too long to be quantities; they are names.</source>
<translation>{name} holds numbers too long to be quantities; they are names.</translation>
</message>
<message>
<source>{name} is not known</source>
<translation>{name} is not known</translation>
</message>
<message>
<source>{name} is text with {distinct} different values, allowed are numbers, dates and up to {most} different values</source>
<translation>{name} is text with {distinct} different values, allowed are numbers, dates and up to {most} different values</translation>
</message>
<message>
<source>{name} is {kind}, allowed for regression is a column of numbers</source>
<translation>{name} is {kind}, allowed for regression is a column of numbers</translation>
</message>
<message>
<source>{name} returns {found}, allowed is a torch.nn.Module</source>
<translation>{name} returns {found}, allowed is a torch.nn.Module</translation>
</message>
<message>
<source>{now} of memory, at most {most}</source>
<translation>{now} of memory, at most {most}</translation>
</message>
<message numerus="yes">
<source>{n} categories</source>
<translation>
<numerusform>{n} category</numerusform>
<numerusform>{n} categories</numerusform>
</translation>
</message>
<message numerus="yes">
<source>{n} cells</source>
<translation>
<numerusform>{n} cell</numerusform>
<numerusform>{n} cells</numerusform>
</translation>
</message>
<message numerus="yes">
<source>{n} cells are missing.</source>
<translation>
<numerusform>{n} cell is missing.</numerusform>
<numerusform>{n} cells are missing.</numerusform>
</translation>
</message>
<message numerus="yes">
<source>{n} days</source>
<translation>
<numerusform>{n} day</numerusform>
<numerusform>{n} days</numerusform>
</translation>
</message>
<message numerus="yes">
<source>{n} features</source>
<translation>
<numerusform>{n} feature</numerusform>
<numerusform>{n} features</numerusform>
</translation>
</message>
<message numerus="yes">
<source>{n} hours</source>
<translation>
<numerusform>{n} hour</numerusform>
<numerusform>{n} hours</numerusform>
</translation>
</message>
<message numerus="yes">
<source>{n} lines with another number of cells are left out: {lines}.</source>
<translation>
<numerusform>{n} line with another number of cells is left out: {lines}.</numerusform>
<numerusform>{n} lines with another number of cells are left out: {lines}.</numerusform>
</translation>
</message>
<message numerus="yes">
<source>{n} minutes</source>
<translation>
<numerusform>{n} minute</numerusform>
<numerusform>{n} minutes</numerusform>
</translation>
</message>
<message numerus="yes">
<source>{n} missing</source>
<translation>
<numerusform>{n} missing</numerusform>
<numerusform>{n} missing</numerusform>
</translation>
</message>
<message numerus="yes">
<source>{n} more remarks.</source>
<translation>
<numerusform>{n} more remark.</numerusform>
<numerusform>{n} more remarks.</numerusform>
</translation>
</message>
<message numerus="yes">
<source>{n} neurons, weights up to {size}</source>
<translation>
<numerusform>{n} neuron, weights up to {size}</numerusform>
<numerusform>{n} neurons, weights up to {size}</numerusform>
</translation>
</message>
<message numerus="yes">
<source>{n} numbers</source>
<translation>
<numerusform>{n} number</numerusform>
<numerusform>{n} numbers</numerusform>
</translation>
</message>
<message numerus="yes">
<source>{n} of its cells are missing</source>
<translation>
<numerusform>{n} of its cells is missing</numerusform>
<numerusform>{n} of its cells are missing</numerusform>
</translation>
</message>
<message numerus="yes">
<source>{n} other features at their means</source>
<translation>
<numerusform>{n} other feature at its mean</numerusform>
<numerusform>{n} other features at their means</numerusform>
</translation>
</message>
<message numerus="yes">
<source>{n} rows for training</source>
<translation>
<numerusform>{n} row for training</numerusform>
<numerusform>{n} rows for training</numerusform>
</translation>
</message>
<message numerus="yes">
<source>{n} rows with missing cells are left out</source>
<translation>
<numerusform>{n} row with missing cells is left out</numerusform>
<numerusform>{n} rows with missing cells are left out</numerusform>
</translation>
</message>
<message numerus="yes">
<source>{n} samples</source>
<translation>
<numerusform>{n} sample</numerusform>
<numerusform>{n} samples</numerusform>
</translation>
</message>
<message numerus="yes">
<source>{n} seconds</source>
<translation>
<numerusform>{n} second</numerusform>
<numerusform>{n} seconds</numerusform>
</translation>
</message>
<message numerus="yes">
<source>{n} updates</source>
<translation>
<numerusform>{n} update</numerusform>
<numerusform>{n} updates</numerusform>
</translation>
</message>
<message numerus="yes">
<source>{n} weights</source>
<translation>
<numerusform>{n} weight</numerusform>
<numerusform>{n} weights</numerusform>
</translation>
</message>
<message>
<source>{part} does not fit its checksum (CRC)</source>
<translation>{part} does not fit its checksum (CRC)</translation>
</message>
<message>
<source>{part} has other values than {allowed}</source>
<translation>{part} has other values than {allowed}</translation>
</message>
<message>
<source>{part} has the shape {shape}, which is no column</source>
<translation>{part} has the shape {shape}, which is no column</translation>
</message>
<message>
<source>{part} has the shape {shape}, which is not that of inputs</source>
<translation>{part} has the shape {shape}, which is not that of inputs</translation>
</message>
<message>
<source>{part} is compressed</source>
<translation>{part} is compressed</translation>
</message>
<message>
<source>{part} is cut off</source>
<translation>{part} is cut off</translation>
</message>
<message>
<source>{part} is longer than its array</source>
<translation>{part} is longer than its array</translation>
</message>
<message>
<source>{part} is missing</source>
<translation>{part} is missing</translation>
</message>
<message>
<source>{part} is no array</source>
<translation>{part} is no array</translation>
</message>
<message>
<source>{part} is no part of a recording</source>
<translation>{part} is no part of a recording</translation>
</message>
<message>
<source>{part} is {found}, allowed is {allowed}</source>
<translation>{part} is {found}, allowed is {allowed}</translation>
</message>
<message>
<source>{part} is {found}, not a text of at most {most} characters</source>
<translation>{part} is {found}, not a text of at most {most} characters</translation>
</message>
<message>
<source>{part} is {found}, not {expected}</source>
<translation>{part} is {found}, not {expected}</translation>
</message>
<message>
<source>{part} is {found}, which are no positions</source>
<translation>{part} is {found}, which are no positions</translation>
</message>
<message>
<source>{path} cannot be read ({reason}), allowed is the table that the experiment was made from</source>
<translation>{path} cannot be read ({reason}), allowed is the table that the experiment was made from</translation>
</message>
<message>
<source>{path} has changed since the experiment was made, allowed is the same table; set data.path again to read it anew</source>
<translation>{path} has changed since the experiment was made, allowed is the same table; set data.path again to read it anew</translation>
</message>
<message>
<source>{path} is gone or has changed since it was looked at, choose it again</source>
<translation>{path} is gone or has changed since it was looked at, choose it again</translation>
</message>
<message>
<source>{path}: {told}</source>
<translation>{path}: {told}</translation>
</message>
<message>
<source>{place} ({reason})</source>
<translation>{place} ({reason})</translation>
</message>
<message>
<source>{place} of {end}</source>
<translation>{place} of {end}</translation>
</message>
<message>
<source>{plane}: {reason}; shown are the principal components.</source>
<translation>{plane}: {reason}; shown are the principal components.</translation>
</message>
<message>
<source>{quantity} at {moment}: {lanes}.</source>
<translation>{quantity} at {moment}: {lanes}.</translation>
</message>
<message>
<source>{quantity} of {lane}</source>
<translation>{quantity} of {lane}</translation>
</message>
<message>
<source>{reason}, so autograd is used</source>
<translation>{reason}, so autograd is used</translation>
</message>
<message>
<source>{reason}, so autograd trains all nets</source>
<translation>{reason}, so autograd trains all nets</translation>
</message>
<message>
<source>{right} of {count} images of the batch are told right</source>
<translation>{right} of {count} images of the batch are told right</translation>
</message>
<message>
<source>{right} of {count} right</source>
<translation>{right} of {count} right</translation>
</message>
<message>
<source>{size} GB</source>
<translation>{size} GB</translation>
</message>
<message>
<source>{size} KB</source>
<translation>{size} KB</translation>
</message>
<message>
<source>{size} MB</source>
<translation>{size} MB</translation>
</message>
<message>
<source>{size} PB</source>
<translation>{size} PB</translation>
</message>
<message>
<source>{size} TB</source>
<translation>{size} TB</translation>
</message>
<message>
<source>{size} bytes</source>
<translation>{size} bytes</translation>
</message>
<message>
<source>{size} of {total}</source>
<translation>{size} of {total}</translation>
</message>
<message>
<source>{size} of {total} samples</source>
<translation>{size} of {total} samples</translation>
</message>
<message numerus="yes">
<source>{size} of {total} samples · {n} updates per epoch</source>
<translation>
<numerusform>{size} of {total} samples · {n} update per epoch</numerusform>
<numerusform>{size} of {total} samples · {n} updates per epoch</numerusform>
</translation>
</message>
<message>
<source>{size} of {total} samples · {updates} updates per epoch</source>
<translation>{size} of {total} samples · {updates} updates per epoch</translation>
</message>
<message numerus="yes">
<source>{size} of {total} · {n} updates/epoch</source>
<translation>
<numerusform>{size} of {total} · {n} update/epoch</numerusform>
<numerusform>{size} of {total} · {n} updates/epoch</numerusform>
</translation>
</message>
<message>
<source>{size} of {total} · {updates} updates/epoch</source>
<translation>{size} of {total} · {updates} updates/epoch</translation>
</message>
<message>
<source>{some} of {all} samples</source>
<translation>{some} of {all} samples</translation>
</message>
<message>
<source>{speed}/s</source>
<translation>{speed}/s</translation>
</message>
<message>
<source>{stepper} kernels, not yet compared with PyTorch's autograd</source>
<translation>{stepper} kernels, not yet compared with PyTorch's autograd</translation>
</message>
<message>
<source>{stepper} kernels, whose first updates agree with PyTorch's autograd to {difference} of their size</source>
<translation>{stepper} kernels, whose first updates agree with PyTorch's autograd to {difference} of their size</translation>
</message>
<message>
<source>{stepper}; {note}</source>
<translation>{stepper}; {note}</translation>
</message>
<message>
<source>{title}: {explanation}</source>
<translation>{title}: {explanation}</translation>
</message>
<message>
<source>{token} stands where a number, x, y or a function should be, found "{found}", allowed is for example x^2 + sin(y)</source>
<translation>{token} stands where a number, x, y or a function should be, found "{found}", allowed is for example x^2 + sin(y)</translation>
</message>
<message>
<source>{token} stands where an operator should be, found "{found}", allowed is for example x^2 + sin(y)</source>
<translation>{token} stands where an operator should be, found "{found}", allowed is for example x^2 + sin(y)</translation>
</message>
<message>
<source>{told}</source>
<translation>{told}</translation>
</message>
<message>
<source>{value} for {lane}</source>
<translation>{value} for {lane}</translation>
</message>
<message>
<source>{value}, from {least} to {most}</source>
<translation>{value}, from {least} to {most}</translation>
</message>
<message>
<source>{value}. {problem}</source>
<translation>{value}. {problem}</translation>
</message>
<message>
<source>{what} (detected)</source>
<translation>{what} (detected)</translation>
</message>
<message>
<source>{what}.</source>
<translation>{what}.</translation>
</message>
<message>
<source>{widths}, {n} weights</source>
<translation>{widths}, {n} weights</translation>
</message>
<message>
<source>{wrong}, found "{found}", allowed are {names}</source>
<translation>{wrong}, found "{found}", allowed are {names}</translation>
</message>
<message>
<source>λ of the penalty λ · |weights|₁ on the loss: its gradient, λ times their signs, is added</source>
<translation>λ of the penalty λ · |weights|₁ on the loss: its gradient, λ times their signs, is added</translation>
</message>
<message>
<source>“{title}” has changes that are not saved.</source>
<translation>“{title}” has changes that are not saved.</translation>
</message>
<message>
<source>… {n} more</source>
<translation>… {n} more</translation>
</message>
</context>
</TS>
