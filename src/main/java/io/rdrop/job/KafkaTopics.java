package io.rdrop.job;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.ScoringConfig;
import io.rdrop.config.TopicsConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes sure that a job's topics exist before it starts. */
public final class KafkaTopics {
    private static final int ADMIN_TIMEOUT_MS = 15_000;
    /** More than brokers accept as input (the embedded one 65 MiB): a refused dead letter would stop the job. */
    private static final int DEAD_LETTER_MAX_BYTES = 72 << 20;

    private KafkaTopics() {}

    /**
     * Creates absent topics, if allowed.
     *
     * @throws ConfigException if Kafka cannot be reached, or a topic is absent and may not be created
     */
    public static void ensure(JobConfig config) throws InterruptedException {
        JobConfig resolved = JobConfigs.resolved(config);
        List<NewTopic> wanted = wanted(resolved.topics());
        if (resolved.scoring().inline()) {
            wanted.addAll(ofScoring(resolved.scoring(), resolved.topics()));
        }
        ofLabels(resolved).stream()
                .filter(topic -> wanted.stream().noneMatch(other -> other.name().equals(topic.name())))
                .forEach(wanted::add);
        ensure(config, wanted);
    }

    private static List<NewTopic> ofLabels(JobConfig config) {
        return Stream.of(config.labels().topic(), config.labels().predictions())
                .filter(Objects::nonNull)
                .map(topic -> new NewTopic(topic, config.topics().partitions(), (short)
                        config.topics().replication()))
                .toList();
    }

    /**
     * As {@link #ensure(JobConfig)}, for the scoring job.
     *
     * @throws ConfigException as there
     */
    public static void ensureScoring(JobConfig config) throws InterruptedException {
        JobConfig resolved = JobConfigs.resolved(config);
        List<NewTopic> wanted = ofScoring(resolved.scoring(), resolved.topics());
        wanted.add(models(resolved.topics()));
        ensure(config, wanted);
    }

    private static void ensure(JobConfig config, List<NewTopic> wanted) throws InterruptedException {
        TopicsConfig topics = config.topics();
        Map<String, Object> properties = KafkaClients.properties(config);
        // Somebody is waiting at a prompt: a wrong address should not take a minute to be told.
        properties.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ADMIN_TIMEOUT_MS);
        properties.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ADMIN_TIMEOUT_MS);
        try (Admin admin = Admin.create(properties)) {
            Set<String> present = admin.listTopics().names().get();
            List<NewTopic> absent = wanted.stream()
                    .filter(topic -> !present.contains(topic.name()))
                    .toList();
            if (!absent.isEmpty() && !topics.create()) {
                throw new ConfigException("absent on " + config.kafka().bootstrap() + ": "
                        + absent.stream().map(NewTopic::name).toList()
                        + "; create them, or set topics.create: true");
            }
            for (NewTopic topic : absent) {
                create(admin, topic);
            }
        } catch (ExecutionException | KafkaException e) {
            throw new ConfigException("cannot use Kafka at " + config.kafka().bootstrap() + ": "
                    + (e.getCause() == null ? e : e.getCause()));
        }
    }

    private static void create(Admin admin, NewTopic topic) throws InterruptedException, ExecutionException {
        try {
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            // Another job was quicker: the topic is there, which is all that was wanted.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private static List<NewTopic> wanted(TopicsConfig topics) {
        short replication = (short) topics.replication();
        List<NewTopic> wanted = new ArrayList<>();
        wanted.add(new NewTopic(topics.examples(), topics.partitions(), replication));
        wanted.add(deadLetters(topics.rejected(), replication));
        wanted.add(models(topics));
        if (topics.reports() != null) {
            wanted.add(new NewTopic(topics.reports(), 1, replication));
        }
        if (topics.control() != null) {
            // Few and small, and to be read again by a job that begins anew: they stay.
            wanted.add(new NewTopic(topics.control(), 1, replication)
                    .configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1")));
        }
        return wanted;
    }

    private static List<NewTopic> ofScoring(ScoringConfig scoring, TopicsConfig topics) {
        short replication = (short) topics.replication();
        List<NewTopic> wanted = new ArrayList<>();
        wanted.add(new NewTopic(scoring.topic(), topics.partitions(), replication));
        wanted.add(new NewTopic(scoring.predictions(), topics.partitions(), replication));
        wanted.add(deadLetters(scoring.rejected(), replication));
        if (!scoring.shadow().isEmpty()) {
            wanted.add(new NewTopic(scoring.shadows(), topics.partitions(), replication));
        }
        return wanted;
    }

    private static NewTopic models(TopicsConfig topics) {
        return new NewTopic(topics.models(), 1, (short) topics.replication());
    }

    /** Dead letters are as long as what was sent, and the headers longer. */
    private static NewTopic deadLetters(String name, short replication) {
        return new NewTopic(name, 1, replication)
                .configs(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(DEAD_LETTER_MAX_BYTES)));
    }
}
