"""One lane is trained here: problem, objectives, steppers, evaluations, replay."""
