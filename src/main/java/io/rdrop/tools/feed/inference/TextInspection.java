package io.rdrop.tools.feed.inference;

import java.util.List;

/**
 * What a first look at a file of texts found.
 *
 * @param fileName for people
 * @param fileColumns every column of the file in its order; empty for JSON lines
 * @param textColumn name of the column that holds the texts
 * @param labelColumn name of the label column
 * @param examples up to three distinct texts
 * @param classes in index order
 * @param rows of the file, broken ones too: the number of records that will be sent
 * @param malformed rows of which no record can be made, which are sent as they are
 * @param warnings one sentence each
 */
public record TextInspection(
        String fileName,
        List<String> fileColumns,
        String textColumn,
        String labelColumn,
        List<String> examples,
        List<Inspection.ClassCount> classes,
        long rows,
        long malformed,
        List<String> warnings) {
    public TextInspection {
        fileColumns = List.copyOf(fileColumns);
        examples = List.copyOf(examples);
        classes = List.copyOf(classes);
        warnings = List.copyOf(warnings);
    }
}
