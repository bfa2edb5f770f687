package io.rdrop.evaluate;

/**
 * How far off one example's predictions were, in units of the target.
 *
 * @param target the true number
 * @param model absolute error of the model
 * @param lastValue absolute error of the previous target
 * @param runningMean absolute error of the mean of all targets before
 */
record Errors(double target, double model, double lastValue, double runningMean) {}
