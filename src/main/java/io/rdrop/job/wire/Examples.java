package io.rdrop.job.wire;

import io.rdrop.example.Example;
import java.util.List;

/**
 * Examples of records that came together.
 *
 * @param examples in the order of their records; not copied
 */
public record Examples(List<Example> examples) {}
