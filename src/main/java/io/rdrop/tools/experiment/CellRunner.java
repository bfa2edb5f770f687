package io.rdrop.tools.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** Runs the cells of an experiment that have no result yet, several at a time. */
public final class CellRunner {
    private final Experiment experiment;
    private final CellStore store;
    private final Listener listener;

    /** Hears how far cells are; by any thread. */
    public interface Listener {
        /**
         * What there is to do.
         *
         * @param cells in all
         * @param done those that have a result
         * @param records that the others have to read
         * @param notices of results that are not taken
         */
        void begins(int cells, int done, long records, List<String> notices);

        /** So many more records were read. */
        void read(long records);

        /** One more cell has its result. */
        void finished(String what);
    }

    /** Runs that experiment; results go into the store, which the caller closes. */
    public CellRunner(Experiment experiment, CellStore store, Listener listener) {
        this.experiment = experiment;
        this.store = store;
        this.listener = listener;
    }

    /**
     * Runs what is to be run.
     *
     * @param threads cells at a time
     * @param stop whether to stop; what is finished stays
     * @return the table; empty if it was stopped before its last cell
     * @throws IOException if a result cannot be kept
     */
    public Optional<ExperimentTable> run(int threads, BooleanSupplier stop) throws IOException, InterruptedException {
        List<Cell> cells = experiment.cells();
        Map<String, CellResult> results = new HashMap<>();
        List<Cell> open = new ArrayList<>();
        for (Cell cell : cells) {
            Optional<CellResult> known = store.find(cell.key());
            known.ifPresentOrElse(result -> results.put(result.key(), result), () -> open.add(cell));
        }
        listener.begins(
                cells.size(),
                results.size(),
                open.stream().mapToLong(cell -> cell.stream().records().size()).sum(),
                experiment.notices(store.all()));
        for (CellResult result : run(open, threads, stop)) {
            results.put(result.key(), result);
        }
        return results.size() < cells.size() ? Optional.empty() : Optional.of(ExperimentTable.of(experiment, results));
    }

    private List<CellResult> run(List<Cell> open, int threads, BooleanSupplier stop)
            throws IOException, InterruptedException {
        ConcurrentLinkedQueue<Cell> queue = new ConcurrentLinkedQueue<>(open);
        AtomicBoolean failed = new AtomicBoolean();
        BooleanSupplier end = () -> failed.get() || stop.getAsBoolean();
        ExecutorService workers = Executors.newFixedThreadPool(threads, task -> new Thread(task, "cells"));
        try {
            List<Future<List<CellResult>>> parts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                parts.add(workers.submit(() -> {
                    try {
                        return work(queue, end);
                    } catch (IOException | RuntimeException e) {
                        failed.set(true); // so that the others stop, too
                        throw e;
                    }
                }));
            }
            List<CellResult> results = new ArrayList<>();
            for (Future<List<CellResult>> part : parts) {
                results.addAll(part.get());
            }
            return results;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException runtime) {
                throw runtime;
            }
            throw new IOException(e.getCause());
        } finally {
            failed.set(true);
            workers.shutdown();
        }
    }

    private List<CellResult> work(ConcurrentLinkedQueue<Cell> queue, BooleanSupplier stop) throws IOException {
        List<CellResult> results = new ArrayList<>();
        for (Cell cell = queue.poll(); cell != null && !stop.getAsBoolean(); cell = queue.poll()) {
            Optional<CellResult> result = CellRun.of(cell, stop, listener::read);
            if (result.isPresent()) {
                store.put(result.get());
                results.add(result.get());
                listener.finished(
                        cell.stream().name() + ", seed " + cell.config().seed());
            }
        }
        return results;
    }
}
