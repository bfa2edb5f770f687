package io.rdrop.tools.bench;

import io.rdrop.config.JobConfig;
import io.rdrop.config.TaskType;
import io.rdrop.encode.TabularEncoder;
import io.rdrop.encode.TermEncoder;
import io.rdrop.evaluate.ClassificationEvaluator;
import io.rdrop.example.Example;
import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import io.rdrop.learn.mix.LogMixture;
import io.rdrop.learn.pool.MemberScore;
import io.rdrop.learn.pool.Pool;
import io.rdrop.learn.pool.PoolSpec;
import io.rdrop.learn.pool.TextPoolSpec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One pass of a pool over a stream, each row predicted before it is learned.
 *
 * @param scores by their names, of the pool by {@link #POOL}, of what it would be without companions by {@link
 *     #NETWORKS} if it has any, and of each member by its name
 * @param worstGap {@link RefereeGap#worst} of the pool
 * @param nanos per row, all scoring aside
 */
record StreamRun(Map<String, Map<String, Double>> scores, double worstGap, double nanos) {
    static final String POOL = "pool";
    static final String NETWORKS = "networks only";

    StreamRun {
        scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
    }

    /** Scores of the pool. */
    Map<String, Double> whole() {
        return scores.getOrDefault(POOL, Map.of());
    }

    /** The default pool of a job, for what the job learns. */
    static Pool pool(JobConfig job, long seed) {
        int classes = job.label().classes().size();
        return job.task().input() == TaskType.Input.TEXT
                ? new Pool(TextPoolSpec.standard(classes), terms(job), classes, seed)
                : new Pool(PoolSpec.standard(), columns(job), classes, seed);
    }

    /** The default single network of a job. */
    static Pool single(JobConfig job, long seed) {
        int classes = job.label().classes().size();
        return job.task().input() == TaskType.Input.TEXT
                ? new Pool(TextPoolSpec.single(classes), terms(job), classes, seed)
                : new Pool(PoolSpec.single(), columns(job), classes, seed);
    }

    private static TermEncoder terms(JobConfig job) {
        return new TermEncoder(job.text(), job.input().maxDictionaryBytes());
    }

    private static TabularEncoder columns(JobConfig job) {
        return new TabularEncoder(job.features(), job.encoding());
    }

    static StreamRun of(Pool pool, JobConfig job, List<Example> examples) {
        int classes = job.label().classes().size();
        List<MemberScore> members = pool.members();
        ClassificationEvaluator whole = evaluator(job);
        RefereeGap gap = new RefereeGap(classes);
        ClassificationEvaluator withoutCompanions = evaluator(job);
        List<ClassificationEvaluator> each =
                members.stream().map(member -> evaluator(job)).toList();
        float[] prediction = new float[classes];
        int networks = members.size() - pool.companions();
        float[][] ofNetworks = new float[networks][];
        for (int i = 0; i < networks; i++) {
            ofNetworks[i] = pool.prediction(i);
        }
        LogMixture mixture = new LogMixture(networks, classes);
        float[] mixed = new float[classes];
        long nanos = 0;
        for (Example example : examples) {
            int label = (int) example.target();
            List<Example> row = List.of(example);
            long start = System.nanoTime();
            pool.predict(row, prediction);
            nanos += System.nanoTime() - start;
            whole.add(label, prediction, 0);
            gap.add(label, prediction);
            for (int i = 0; i < members.size(); i++) {
                each.get(i).add(label, pool.prediction(i), 0);
            }
            if (pool.companions() > 0) {
                mixture.mix(ofNetworks, mixed);
                withoutCompanions.add(label, mixed, 0);
                mixture.learn(label);
            }
            start = System.nanoTime();
            pool.learn(row, terms -> {});
            nanos += System.nanoTime() - start;
        }
        Map<String, Map<String, Double>> scores = new LinkedHashMap<>();
        scores.put(POOL, named(whole));
        if (pool.companions() > 0) {
            scores.put(NETWORKS, named(withoutCompanions));
        }
        for (int i = 0; i < members.size(); i++) {
            scores.put(members.get(i).name(), named(each.get(i)));
        }
        return new StreamRun(scores, gap.worst(), (double) nanos / examples.size());
    }

    private static Map<String, Double> named(ClassificationEvaluator evaluator) {
        Scores scores = evaluator.cumulative();
        Map<String, Double> named = new LinkedHashMap<>();
        named.put("accuracy", scores.get(Score.ACCURACY));
        named.put("log-loss", scores.get(Score.LOG_LOSS));
        return named;
    }

    private static ClassificationEvaluator evaluator(JobConfig job) {
        return new ClassificationEvaluator(
                job.label().classes().size(), job.evaluation().window());
    }
}
