package io.rdrop.tools.bench;

import io.rdrop.config.JobConfig;
import io.rdrop.encode.TabularEncoder;
import io.rdrop.evaluate.ClassificationEvaluator;
import io.rdrop.example.Example;
import io.rdrop.example.Scores;
import io.rdrop.learn.mix.LogMixture;
import io.rdrop.learn.pool.MemberScore;
import io.rdrop.learn.pool.Pool;
import io.rdrop.learn.pool.PoolSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One pass of a pool over a stream, each row predicted before it is learned.
 *
 * @param whole scores of the pool
 * @param scores the same by {@link #POOL}, of what it would be without companions by {@link #NETWORKS} if it has any, and of
 *     each member by its name
 * @param worstGap {@link RefereeGap#worst} of the pool
 * @param nanos per row, all scoring aside
 */
record StreamRun(Scores whole, Map<String, Scores> scores, double worstGap, double nanos) {
    static final String POOL = "pool";
    static final String NETWORKS = "networks only";

    static StreamRun of(PoolSpec spec, JobConfig job, List<Example> examples, long seed) {
        int classes = job.label().classes().size();
        Pool pool = new Pool(spec, new TabularEncoder(job.features(), job.encoding()), classes, seed);
        List<MemberScore> members = pool.members();
        ClassificationEvaluator whole = evaluator(job);
        RefereeGap gap = new RefereeGap(classes);
        ClassificationEvaluator withoutCompanions = evaluator(job);
        List<ClassificationEvaluator> each =
                members.stream().map(member -> evaluator(job)).toList();
        int networks = members.size() - (spec.companions() ? PoolSpec.COMPANIONS : 0);
        float[][] ofNetworks = new float[networks][];
        for (int i = 0; i < networks; i++) {
            ofNetworks[i] = pool.prediction(i);
        }
        LogMixture mixture = new LogMixture(networks, classes);
        float[] mixed = new float[classes];
        long nanos = 0;
        for (Example example : examples) {
            int label = (int) example.target();
            long start = System.nanoTime();
            float[] prediction = pool.predict(example);
            nanos += System.nanoTime() - start;
            whole.add(label, prediction, 0);
            gap.add(label, prediction);
            for (int i = 0; i < members.size(); i++) {
                each.get(i).add(label, pool.prediction(i), 0);
            }
            if (spec.companions()) {
                mixture.mix(ofNetworks, mixed);
                withoutCompanions.add(label, mixed, 0);
                mixture.learn(label);
            }
            start = System.nanoTime();
            pool.learn(example);
            nanos += System.nanoTime() - start;
        }
        Map<String, Scores> scores = new LinkedHashMap<>();
        scores.put(POOL, whole.cumulative());
        if (spec.companions()) {
            scores.put(NETWORKS, withoutCompanions.cumulative());
        }
        for (int i = 0; i < members.size(); i++) {
            scores.put(members.get(i).name(), each.get(i).cumulative());
        }
        return new StreamRun(whole.cumulative(), scores, gap.worst(), (double) nanos / examples.size());
    }

    private static ClassificationEvaluator evaluator(JobConfig job) {
        return new ClassificationEvaluator(
                job.label().classes().size(), job.evaluation().window());
    }
}
