-- Prices come on topic `prices`, predictions go to topic `price-predictions`, by the latest version of a model that
-- `./rdrop train --data electricity.csv.gz --label class` or flink-jobs/train has learned. docs/predict.md says more.
--
--   bin/sql-client.sh -j target/dist/rdrop-job.jar -f flink-jobs/predict.sql

SET 'execution.checkpointing.interval' = '10 s';

CREATE TABLE prices (
  `date` DOUBLE,
  `day` INT,
  `period` DOUBLE,
  nswprice DOUBLE,
  nswdemand DOUBLE,
  vicprice DOUBLE,
  vicdemand DOUBLE,
  transfer DOUBLE
) WITH (
  'connector' = 'kafka',
  'topic' = 'prices',
  'properties.bootstrap.servers' = 'localhost:9092',
  'properties.group.id' = 'price-predictions',
  'scan.startup.mode' = 'earliest-offset',
  'format' = 'json'
);

CREATE TABLE price_predictions (
  nswprice DOUBLE,
  prediction STRING,
  probability DOUBLE,
  probability_UP DOUBLE,
  version BIGINT
) WITH (
  'connector' = 'kafka',
  'topic' = 'price-predictions',
  'properties.bootstrap.servers' = 'localhost:9092',
  'format' = 'json'
);

CREATE MODEL elec
  INPUT (
    `date` DOUBLE, `day` INT, `period` DOUBLE, nswprice DOUBLE,
    nswdemand DOUBLE, vicprice DOUBLE, vicdemand DOUBLE, transfer DOUBLE
  )
  OUTPUT (prediction STRING, probability DOUBLE, probability_UP DOUBLE, version BIGINT)
  WITH (
    'provider' = 'rdrop',
    'registry' = '/srv/models',
    'model' = 'default',
    'version' = 'latest'
  );

INSERT INTO price_predictions
SELECT nswprice, prediction, probability, probability_UP, version
FROM ML_PREDICT(
  TABLE prices,
  MODEL elec,
  DESCRIPTOR(`date`, `day`, `period`, nswprice, nswdemand, vicprice, vicdemand, transfer)
);
