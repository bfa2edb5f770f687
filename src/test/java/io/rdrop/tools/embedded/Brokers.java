package io.rdrop.tools.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Brokers as only tests want them. */
public final class Brokers {
    private Brokers() {}

    /** A broker on that port, over what an earlier one left in the directory. */
    public static EmbeddedKafka start(Path directory, int port) throws IOException {
        return start(directory, port, Map.of());
    }

    /** As {@link #start(Path, int)}, with these properties too. */
    public static EmbeddedKafka start(Path directory, int port, Map<String, String> more) throws IOException {
        return EmbeddedKafka.start(directory, port, more);
    }

    /** A broker over a temporary directory, with these properties too. */
    public static EmbeddedKafka with(Map<String, String> more) throws IOException {
        return EmbeddedKafka.start(null, 0, more);
    }

    /** A broker that only speaks TLS and knows one user, of SASL/PLAIN. */
    public static EmbeddedKafka secure(Path directory, KeyStores keys, String user, String password)
            throws IOException {
        Map<String, String> more = new HashMap<>();
        more.put("listener.security.protocol.map", "BROKER:SASL_SSL,CONTROLLER:PLAINTEXT");
        more.put("sasl.enabled.mechanisms", "PLAIN");
        more.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        more.put(
                "listener.name.broker.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + user + "\" password=\""
                        + password + "\" user_" + user + "=\"" + password + "\";");
        more.put("ssl.keystore.type", "PKCS12");
        more.put("ssl.keystore.location", keys.keyStore().toString());
        more.put("ssl.keystore.password", keys.keyStorePassword());
        more.put("ssl.truststore.type", "PKCS12");
        more.put("ssl.truststore.location", keys.trustStore().toString());
        more.put("ssl.truststore.password", keys.trustStorePassword());
        return EmbeddedKafka.start(directory, 0, more);
    }

    /**
     * A key with a certificate that nobody else has signed, and a store that trusts it.
     *
     * @param keyStore PKCS12
     * @param trustStore PKCS12
     */
    public record KeyStores(Path keyStore, String keyStorePassword, Path trustStore, String trustStorePassword) {
        /** Made by the JDK's keytool. */
        public static KeyStores make(Path folder, String keyStorePassword, String trustStorePassword)
                throws IOException, InterruptedException {
            Files.createDirectories(folder);
            Path keys = folder.resolve("keys.p12");
            Path certificate = folder.resolve("certificate.pem");
            Path trust = folder.resolve("trust.p12");
            keytool(
                    folder,
                    "-genkeypair -alias broker -keyalg RSA -keysize 2048 -dname CN=localhost -ext san=ip:127.0.0.1"
                            + " -validity 2 -storetype PKCS12 -keystore " + keys + " -storepass " + keyStorePassword);
            keytool(
                    folder,
                    "-exportcert -rfc -alias broker -keystore " + keys + " -storepass " + keyStorePassword + " -file "
                            + certificate);
            keytool(
                    folder,
                    "-importcert -noprompt -alias broker -file " + certificate + " -storetype PKCS12 -keystore " + trust
                            + " -storepass " + trustStorePassword);
            return new KeyStores(keys, keyStorePassword, trust, trustStorePassword);
        }

        private static void keytool(Path folder, String arguments) throws IOException, InterruptedException {
            Path output = folder.resolve("keytool.txt");
            List<String> command = new java.util.ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
            command.addAll(List.of(arguments.split(" ", -1)));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException("keytool failed: " + Files.readString(output));
            }
        }
    }
}
