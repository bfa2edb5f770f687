package io.rdrop.codec;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import java.util.List;

/** A small job of each task, and valid records of it for {@link RecordMutator}. */
public enum FuzzedTask {
    CLASSIFICATION(
            """
            features: [{name: price}, {name: city, type: categorical}, {name: on, type: categorical}]
            label: {classes: [DOWN, UP]}
            """,
            "{\"id\":\"a1\",\"time\":1234,\"features\":{\"price\":1.5,\"city\":\"K\u00f6ln\",\"on\":true},\"label\":\"UP\"}",
            "{\"label\":0,\"features\":[1.5e3,\"\\u00fc\\ud83d\\ude00\",null],\"time\":\"2024-05-06T07:08:09Z\"}",
            "{\"features\":{\"price\":null,\"city\":null,\"on\":7},\"label\":1,\"id\":null}",
            "{\"features\":[-3,2,3],\"label\":-0}"),
    WEIGHED(
            """
            features: [{name: price}, {name: city, type: categorical}]
            label: {classes: [DOWN, UP]}
            input: {weights: true}
            """,
            "{\"weight\":2.5,\"features\":{\"price\":1.5,\"city\":\"K\u00f6ln\"},\"label\":\"UP\"}",
            "{\"features\":[2,\"x\"],\"label\":0,\"weight\":-1}",
            "{\"features\":[2,\"x\"],\"label\":0,\"weight\":1e-3}",
            "{\"weight\":0,\"features\":[2,\"y\"],\"label\":\"DOWN\"}",
            "{\"features\":[0.5,null],\"weight\":null,\"label\":1}"),
    REGRESSION(
            """
            task: regression
            features: [{name: price}, {name: city, type: categorical}]
            """,
            "{\"features\":{\"price\":1.5,\"city\":\"K\u00f6ln\"},\"label\":17.25}",
            "{\"label\":-3e2,\"features\":[2,\"x\"],\"id\":7}",
            "{\"features\":[0.001,null],\"label\":-0,\"time\":\"2024-05-06\"}"),
    TEXT(
            """
            task: text-classification
            label: {classes: [ham, spam]}
            text: {buckets: 256}
            """,
            "{\"features\":\"Win a \\\"prize\\\" \u00fcber \\ud83d\\ude00 now\",\"label\":\"spam\"}",
            "{\"label\":0,\"features\":\"see you\\n tomorrow\",\"id\":\"m\"}"),
    IMAGE(
            """
            task: image-classification
            image: {height: 2, width: 3}
            label: {classes: [cat, dog]}
            model: {type: mlp}
            """,
            "{\"features\":[0,1,2,253,254,255],\"label\":\"dog\"}",
            "{\"label\":1,\"features\":[[0,1,2],[253,254,255]],\"time\":5}"),
    LANGUAGE(
            "task: language-model\n",
            "{\"features\":\"To be, or not to be, \u00fcber \\ud83d\\ude00\"}",
            "{\"features\":\"\",\"id\":\"m\",\"label\":null}"),
    TAGGING(
            """
            task: sequence-tagging
            label: {classes: [O, B-x, I-x]}
            sequence: {max-length: 5, too-long: reject}
            """,
            "{\"tokens\":[\"Win\",\"a\",\"\u00fcber\",\"\\ud83d\\ude00\"],\"tags\":[\"O\",\"B-x\",\"I-x\",0]}",
            "{\"tags\":\"O B-x\",\"tokens\":\"see you\",\"id\":\"m\"}",
            "{\"tokens\":\"hi\",\"tags\":\"O\"}",
            "{\"tokens\":\"a b c d e f\",\"tags\":\"O O O O O O\",\"time\":7}"),
    TRANSLATION(
            """
            task: translation
            sequence: {max-length: 5, too-long: reject}
            """,
            "{\"source\":\"Sehr \u00fcber \\ud83d\\ude00\",\"target\":\"Very \\\"much\\\"\"}",
            "{\"target\":\"a b\",\"source\":\" x\\ty \",\"id\":\"m\"}",
            "{\"source\":\"a b c d e f\",\"target\":\"a\",\"time\":7}");

    private final String yaml;
    /** One a line. */
    private final String valid;

    FuzzedTask(String yaml, String... valid) {
        this.yaml = yaml;
        this.valid = String.join("\n", valid);
    }

    /** The job's YAML, without connections. */
    public String yaml() {
        return yaml;
    }

    public JobConfig config() {
        return JobConfigs.parse(yaml, name(), List.of());
    }

    public RecordMutator mutator(long seed) {
        return new RecordMutator(valid.lines().toList(), seed);
    }
}
