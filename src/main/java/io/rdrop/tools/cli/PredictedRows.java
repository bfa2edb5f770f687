package io.rdrop.tools.cli;

import io.rdrop.config.JobConfig;
import io.rdrop.evaluate.PrequentialEvaluator;
import io.rdrop.example.Decoded;
import io.rdrop.example.Example;
import io.rdrop.example.Rejection;
import io.rdrop.example.Scores;
import io.rdrop.example.TaskTerms;
import io.rdrop.predict.Prediction;
import io.rdrop.predict.Predictor;
import io.rdrop.task.Task;
import io.rdrop.tools.feed.asked.Answers;
import io.rdrop.tools.feed.asked.Asked;
import io.rdrop.tools.feed.asked.AskedRows;
import io.rdrop.tools.report.ScoreText;
import io.rdrop.tools.report.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows with their predictions; what is wrong with others; and, where there are labels, scores. */
final class PredictedRows {
    private static final String NO_ROW = "no-row";
    private static final String PREDICTION = "prediction";
    private static final String CONTINUATION = "continuation";
    private static final String PROBABILITY = "probability";
    private static final int SCORE_DECIMALS = 4;
    /** What is quicker needs no line that says how far it is. */
    private static final long PROGRESS_AFTER_MS = 3_000;

    private final Predictor predictor;
    private final Options options;
    private final PrintWriter err;
    private final ProgressLine progress;
    private final PrequentialEvaluator evaluator;
    private final TaskTerms terms;
    private final List<Asked> asked = new ArrayList<>();
    private final List<Example> examples = new ArrayList<>();
    private final Map<String, Long> leftOut = new TreeMap<>();
    private final long beganMs = System.currentTimeMillis();
    private long predicted;
    private long continued;
    private long faulty;
    private boolean shown;

    /**
     * What is wanted.
     *
     * @param all every class's probability
     * @param scored whether there are labels
     * @param rows predicted at a time: as many as the job does, for the same bits
     * @param flushes whether each is to be seen at once
     * @param skip rows before the first
     * @param limit rows at most
     * @param continuing how each text is continued; null if none is
     */
    record Options(
            boolean all,
            Answers.Form form,
            boolean scored,
            int rows,
            boolean flushes,
            long skip,
            long limit,
            @Nullable ContinueOptions continuing) {}

    PredictedRows(Predictor predictor, JobConfig job, Options options, PrintWriter err, ProgressLine progress) {
        this.predictor = predictor;
        this.options = options;
        this.err = err;
        this.progress = progress;
        Task task = Task.of(job);
        evaluator = task.evaluator();
        terms = task.terms();
    }

    /** Predicts all rows. */
    void write(AskedRows rows, Answers answers) throws IOException {
        long number = 0;
        for (Asked row = rows.next(); row != null; row = rows.next()) {
            number++;
            if (number <= options.skip()) {
                continue;
            }
            add(row, answers);
            if (number - options.skip() >= options.limit()) {
                break;
            }
        }
        predict(answers);
        answers.flush();
    }

    private void add(Asked row, Answers answers) throws IOException {
        if (row.fault() != null) {
            leaveOut(NO_ROW, row.fault());
            return;
        }
        Decoded decoded = predictor.decode(row.record());
        if (decoded instanceof Rejection rejection) {
            leaveOut(
                    rejection.reason().code(),
                    row.place() + ": " + rejection.reason().code() + ": " + rejection.detail());
            return;
        }
        asked.add(row);
        examples.add((Example) decoded);
        if (asked.size() >= options.rows()) {
            predict(answers);
        }
    }

    private void leaveOut(String reason, String said) {
        faulty++;
        leftOut.merge(reason, 1L, Long::sum);
        err.println(said);
    }

    private void predict(Answers answers) throws IOException {
        List<Prediction> predictions = predictor.predict(examples);
        for (int i = 0; i < predictions.size(); i++) {
            Prediction prediction = predictions.get(i);
            Example example = examples.get(i);
            answers.write(asked.get(i).members(), answer(prediction, example));
            if (options.scored() && example.isLabelled()) {
                evaluator.add(example.target(), prediction.outputs(), 0);
            }
        }
        predicted += predictions.size();
        asked.clear();
        examples.clear();
        if (options.flushes()) {
            answers.flush();
            err.flush();
        }
        long nowMs = System.currentTimeMillis();
        if (!options.flushes() && nowMs - beganMs >= PROGRESS_AFTER_MS) {
            shown = true;
            progress.show(nowMs, predicted, faulty, List.of());
        }
    }

    private Map<String, Object> answer(Prediction prediction, Example example) {
        Map<String, Object> answer = new LinkedHashMap<>();
        if (prediction.isText()) {
            answer.put(PREDICTION, prediction.text());
            return answer;
        }
        if (prediction.isTags()) {
            answer.put(PREDICTION, String.join(" ", prediction.tags()));
            answer.put(PROBABILITY, probabilities(prediction.tagProbabilities()));
            return answer;
        }
        if (!prediction.isClass()) {
            answer.put(PREDICTION, prediction.number());
            if (options.continuing() != null) {
                answer.put(CONTINUATION, options.continuing().of(predictor, example, continued++));
            }
            return answer;
        }
        answer.put(PREDICTION, prediction.label());
        if (!options.all()) {
            answer.put(PROBABILITY, prediction.probability());
            return answer;
        }
        Map<String, Object> each = new LinkedHashMap<>();
        List<String> classes = prediction.by().classes();
        for (int i = 0; i < classes.size(); i++) {
            each.put(classes.get(i), prediction.outputs()[i]);
        }
        if (options.form() == Answers.Form.JSONL) {
            answer.put("probabilities", each);
        } else {
            each.forEach((label, probability) -> answer.put(PROBABILITY + "_" + label, probability));
        }
        return answer;
    }

    /** One for each token, with blanks between as between the tags. */
    private static String probabilities(float[] each) {
        StringBuilder text = new StringBuilder();
        for (float probability : each) {
            text.append(text.isEmpty() ? "" : " ").append(probability);
        }
        return text.toString();
    }

    /** Says what has come of it; returns the exit code. */
    int finish() {
        if (shown) {
            progress.end(System.currentTimeMillis(), predicted, faulty, List.of());
        }
        err.printf(
                Locale.ROOT,
                "Predicted     %,d rows by version %d of model %s%n",
                predicted,
                predictor.version().version(),
                predictor.version().model());
        if (faulty > 0) {
            err.printf(
                    Locale.ROOT,
                    "Left out      %,d rows: %s%n",
                    faulty,
                    leftOut.entrySet().stream()
                            .map(entry -> String.format(Locale.ROOT, "%s %,d", entry.getKey(), entry.getValue()))
                            .collect(Collectors.joining(", ")));
        }
        if (options.scored()) {
            Scores scores = evaluator.cumulative();
            err.printf(Locale.ROOT, "Scores        %s%n", ScoreText.all(scores, SCORE_DECIMALS));
            err.println(Verdict.of(terms, scores).sentence());
        }
        err.flush();
        return faulty > 0 ? Main.FAILED : Main.DONE;
    }
}
