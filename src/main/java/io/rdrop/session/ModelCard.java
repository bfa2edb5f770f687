package io.rdrop.session;

import io.rdrop.config.FeatureConfig;
import io.rdrop.config.ImageConfig;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.TaskType;
import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import io.rdrop.example.StepReport;
import io.rdrop.registry.FileEntry;
import io.rdrop.registry.SnapshotManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code MODEL.md}: what a version is, for people. It is made of the training state, the configuration and the
 * version's number alone, and no clock is asked: a job that was killed and restored writes the same bytes. What depends
 * on when snapshots were taken (parent, offsets since then, time) is in the manifest only.
 */
final class ModelCard {
    /** Columns or classes that are listed; {@code encoder.json} and {@code config.yaml} have all. */
    private static final int MOST_LISTED = 100;

    private static final int DIGITS = 6;

    private final JobConfig config;
    private final SnapshotManifest manifest;
    private final Markdown card = new Markdown();

    private ModelCard(JobConfig config, SnapshotManifest manifest) {
        this.config = config;
        this.manifest = manifest;
    }

    /**
     * The text.
     *
     * @param members of a pool; null for one network
     * @param files all others of the version
     */
    static String of(
            JobConfig config, SnapshotManifest manifest, StepReport.@Nullable Pool members, Map<String, byte[]> files) {
        ModelCard card = new ModelCard(config, manifest);
        card.title();
        card.inputsAndOutputs();
        card.data();
        card.scores();
        card.settings();
        card.rDrop(members);
        card.hashes(files);
        card.use();
        return card.card.toString();
    }

    private void title() {
        card.paragraph("# Model " + Markdown.code(manifest.model()) + ", version " + manifest.version());
        card.paragraph("Learned from a stream by rdrop-stream " + Markdown.code(manifest.projectVersion())
                + ": every example was predicted before it was learned from.");
        if (manifest.heldBack() != null) {
            card.paragraph("**Held back** from `latest`: " + Markdown.code(manifest.heldBack()));
        }
    }

    private void inputsAndOutputs() {
        card.heading("What it predicts");
        String from =
                switch (config.task().input()) {
                    case TABLE -> "a row of " + config.features().size() + " columns";
                    case TEXT -> "a text";
                    case IMAGE -> image(config.image());
                    case TOKENS -> "the tokens of a sentence";
                    case SOURCE -> "a text";
                };
        if (config.task().target() == TaskType.Target.NUMBER) {
            card.paragraph(
                    "From " + from + " a number, on the scale of the labels (`" + JobConfigs.taskName(config) + "`).");
        } else if (config.task().target() == TaskType.Target.TAGS) {
            List<String> tags = config.label().classes();
            card.paragraph("From " + from + " one of " + tags.size() + " tags for each, and its probability (`"
                    + JobConfigs.taskName(config) + "`): "
                    + listed(tags.stream().map(Markdown::code).toList(), "config.yaml") + ".");
        } else if (config.isWritten()) {
            card.paragraph("For " + from + " another one (`" + JobConfigs.taskName(config) + "`).");
        } else {
            List<String> classes = config.label().classes();
            card.paragraph("From " + from + " one of " + classes.size() + " classes, and the probability of each (`"
                    + JobConfigs.taskName(config) + "`): "
                    + listed(classes.stream().map(Markdown::code).toList(), "config.yaml") + ".");
        }
        List<FeatureConfig> columns = config.features();
        if (!columns.isEmpty()) {
            card.table(
                    List.of("column", "type"),
                    columns.stream()
                            .limit(MOST_LISTED)
                            .map(column -> List.of(
                                    Markdown.code(column.name()),
                                    column.type().name().toLowerCase(Locale.ROOT)))
                            .toList());
            if (columns.size() > MOST_LISTED) {
                card.paragraph("and " + (columns.size() - MOST_LISTED) + " more columns, which are in `encoder.json`.");
            }
        }
    }

    private static String image(ImageConfig image) {
        return "an image of " + image.height() + " x " + image.width() + " pixels with " + image.channels()
                + (image.channels() == 1 ? " number each" : " numbers each");
    }

    private static String listed(List<String> names, String all) {
        return names.stream().limit(MOST_LISTED).collect(Collectors.joining(", "))
                + (names.size() > MOST_LISTED ? " and " + (names.size() - MOST_LISTED) + " more (`" + all + "`)" : "");
    }

    private void data() {
        card.heading("What it learned from");
        card.paragraph(String.format(
                Locale.ROOT, "%,d examples in %,d updates, from these records:", manifest.examples(), manifest.step()));
        card.table(
                List.of("topic", "partition", "first offset", "last offset", "examples", "digest of the offsets"),
                manifest.trainedInAll().stream()
                        .map(range -> List.of(
                                Markdown.code(range.topic()),
                                Integer.toString(range.partition()),
                                Long.toString(range.first()),
                                Long.toString(range.last()),
                                Long.toString(range.count()),
                                Markdown.code(range.digest())))
                        .toList());
    }

    private void scores() {
        Scores all = manifest.prequential().cumulative();
        Scores window = manifest.prequential().window();
        card.heading("How well it did");
        card.paragraph("Each example was predicted before it was learned from. A referee needs no inputs: a model is"
                + " worth something if it is better than its referees.");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("examples scored", Long.toString(all.examples()), Long.toString(window.examples())));
        for (Score score : all.values().keySet()) {
            String name = isReferee(score) ? "referee " + Markdown.code(score.key()) : Markdown.code(score.key());
            rows.add(List.of(name, number(all.get(score)), number(window.get(score))));
        }
        card.table(List.of("score", "since it began", "over the latest examples"), rows);
    }

    private static boolean isReferee(Score score) {
        for (Score other : Score.values()) {
            if (other.referees().contains(score)) {
                return true;
            }
        }
        return false;
    }

    private void settings() {
        card.heading("Settings");
        String changed = JobConfigs.changedYaml(config);
        if (changed.isEmpty()) {
            card.paragraph("All that decide what is learned are the defaults; `config.yaml` has them.");
        } else {
            card.paragraph("Of those that decide what is learned, the ones that are not the defaults; `config.yaml` has"
                    + " all. `learner` and `learning` are what they were found to be where they were not set.");
            card.fenced("yaml", changed);
        }
    }

    private void rDrop(StepReport.@Nullable Pool members) {
        card.heading("What R-Drop is worth");
        if (members == null) {
            card.paragraph("One network learned, with alpha "
                    + number(config.rDrop().alpha()) + ": there is no twin without R-Drop to compare it with.");
            return;
        }
        card.paragraph(
                "By how much the recent log-loss of a member with R-Drop is below that of its twin without, in nats;"
                        + " below 0, R-Drop costs.");
        card.table(
                List.of("member", "against dropout alone", "against no dropout"),
                members.worth().stream()
                        .map(worth -> List.of(
                                Markdown.code(worth.member()),
                                number(worth.againstDropout()),
                                number(worth.againstNone())))
                        .toList());
        card.paragraph("The members of the pool, and how they did lately:");
        card.table(
                List.of("member", "R-Drop", "weight", "recent loss", "begun anew"),
                members.members().stream()
                        .map(member -> List.of(
                                Markdown.code(member.name()),
                                member.rDrop() ? "yes" : "no",
                                number(member.weight()),
                                number(member.recentLoss()),
                                Long.toString(member.restarts())))
                        .toList());
    }

    private void hashes(Map<String, byte[]> files) {
        card.heading("Hashes");
        card.paragraph("State (`stateSha256`): " + Markdown.code(manifest.stateSha256())
                + ". Settings that decide what is learned (`configHash`): " + Markdown.code(manifest.configHash())
                + ". SHA-256 of the files beside this one:");
        List<List<String>> rows = new ArrayList<>();
        new TreeMap<>(files).forEach((name, content) -> {
            FileEntry entry = FileEntry.of(content);
            rows.add(List.of(Markdown.code(name), Long.toString(entry.bytes()), Markdown.code(entry.sha256())));
        });
        card.table(List.of("file", "bytes", "SHA-256"), rows);
        card.paragraph(
                "`manifest.json` has these hashes and that of this file; `rdrop models verify` checks them all.");
    }

    private void use() {
        card.heading("How to use it");
        card.paragraph("`REGISTRY` is the directory that this model's own directory is in.");
        String version = " --registry REGISTRY --model " + shell(manifest.model()) + " --version " + manifest.version();
        card.fenced(
                "sh",
                "rdrop models show" + version + "\nrdrop predict" + version + " --data FILE\n"
                        + "rdrop serve --registry REGISTRY # the latest version, over HTTP");
        card.paragraph("From Java: `Predictor.of(registry, model).version(" + manifest.version()
                + ").open()`. More is in docs/predict.md of rdrop-stream.");
    }

    private static String shell(String text) {
        return text.matches("[A-Za-z0-9._-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    private static String number(double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "-" : Double.toString(value);
        }
        return String.format(Locale.ROOT, "%." + DIGITS + "g", value);
    }
}
