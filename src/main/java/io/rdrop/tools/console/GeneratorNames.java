package io.rdrop.tools.console;

import io.rdrop.tools.feed.generator.Generators;
import java.util.ArrayList;

/** What a shell offers after {@code --generator}. */
public final class GeneratorNames extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    public GeneratorNames() {
        super(Generators.names());
    }
}
