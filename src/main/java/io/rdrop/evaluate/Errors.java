package io.rdrop.evaluate;

/** How far off one example's predictions were: the target, and the absolute errors of model and referees. */
record Errors(double target, double model, double lastValue, double runningMean) {}
