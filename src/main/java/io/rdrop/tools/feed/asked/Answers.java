package io.rdrop.tools.feed.asked;

import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.io.Writer;
import java.util.Map;
import java.util.Set;

/** Writes rows with what was predicted beside them. */
public interface Answers extends Closeable, Flushable {
    /** How they are written. */
    enum Form {
        CSV,
        JSONL
    }

    /**
     * Writes a row.
     *
     * @param members of the row, see {@link Asked#members}
     * @param answer by name: texts, numbers, or maps of numbers; goes before members of the same names
     */
    void write(Map<String, Object> members, Map<String, Object> answer) throws IOException;

    /**
     * In a form; owns the writer.
     *
     * @param numeric columns whose fields become numbers where the form knows them
     */
    static Answers in(Form form, Writer out, Set<String> numeric) {
        return switch (form) {
            case CSV -> new CsvAnswers(out);
            case JSONL -> new JsonAnswers(out, numeric);
        };
    }
}
