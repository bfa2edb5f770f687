# syntax=docker/dockerfile:1
# The job on Flink (target `flink`, the default; `torch` has libtorch, too) and the command line (target `cli`), built from source: only
# Docker is needed. On GPUs: Dockerfile.gpu.
#   docker build -t rdrop-stream:0.1.0 .
#   docker build -t rdrop-stream:0.1.0-torch --target torch .
#   docker build -t rdrop-cli:0.1.0 --target cli .
# The versions are those of pom.xml; a test compares them.

FROM eclipse-temurin:17-jdk-noble AS build
WORKDIR /src
COPY .mvn .mvn
COPY mvnw pom.xml ./
COPY src/main src/main
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -B -ntp -Dmaven.test.skip=true -Dspotless.check.skip=true package

# ./rdrop, for feeding and auditing beside a cluster; it runs as nobody in particular and writes nowhere but /tmp.
FROM eclipse-temurin:17-jre-noble AS cli
RUN groupadd --system --gid 9999 rdrop && useradd --system --uid 9999 --gid rdrop --home-dir /opt/rdrop rdrop
WORKDIR /opt/rdrop
COPY --from=build /src/target/dist target/dist
COPY rdrop LICENSE ./
USER rdrop
ENTRYPOINT ["/opt/rdrop/rdrop"]
CMD ["--help"]

FROM build AS build-torch
COPY src/torch/java src/torch/java
COPY src/torch/resources src/torch/resources
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -B -ntp -Ptorch -Dmaven.test.skip=true -Dspotless.check.skip=true package

FROM flink:2.3.0-scala_2.12-java17 AS job
# The engine belongs to the cluster, the job to the user (docs/decisions/0002).
COPY --from=build --chown=flink:flink /src/target/dist/native/ /opt/flink/lib/
COPY --from=build --chown=flink:flink /src/target/dist/rdrop-job.jar /opt/flink/usrlib/rdrop-job.jar
COPY --chown=flink:flink docker/flink/config.yaml /opt/flink/conf/config.yaml
COPY --chmod=755 docker/flink/rdrop-job.sh docker/flink/rdrop-health.sh /opt/flink/bin/
COPY LICENSE /opt/flink/usrlib/
USER root
# A named volume takes its owner from here.
RUN mkdir -p /data && chown flink:flink /data
USER flink
# Read before the JVM starts: one BLAS thread per task slot.
ENV OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["/opt/flink/bin/rdrop-health.sh"]

# For translation, summarization, Transformers and `model.engine: torch`. Native libraries belong to the cluster, what implements the
# job's ports to the job (docs/torch.md).
FROM job AS torch
COPY --from=build-torch --chown=flink:flink /src/target/dist/torch/pytorch-*.jar /opt/flink/lib/
COPY --from=build-torch --chown=flink:flink /src/target/dist/torch/rdrop-torch.jar /src/target/dist/torch/tokenizers-*.jar \
    /src/target/dist/torch/api-*.jar /opt/flink/usrlib/

FROM job AS flink
