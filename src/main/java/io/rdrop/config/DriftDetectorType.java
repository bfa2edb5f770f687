package io.rdrop.config;

/** What watches a stream of numbers. */
public enum DriftDetectorType {
    ADWIN,
    PAGE_HINKLEY,
    DDM,
    KSWIN
}
