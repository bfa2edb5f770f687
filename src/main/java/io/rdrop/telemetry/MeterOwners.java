package io.rdrop.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Which group a meter belongs to. Two groups may want the same series: a restarted subtask whose predecessor is not
 * closed yet, or two jobs in one JVM. Micrometer alone would go on showing the first one, and the first one's close
 * would then remove the series of the second; here the later group takes the series over.
 */
final class MeterOwners {
    private final MeterRegistry registry;
    private final Map<Meter.Id, MeterGroup> owners = new HashMap<>();

    MeterOwners(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Registers a meter for {@code owner}, in the place of one with the same name and labels. */
    synchronized <M extends Meter> M register(MeterGroup owner, Meter.Id id, Supplier<M> registration) {
        registry.remove(id);
        owners.put(id, owner);
        return registration.get();
    }

    /** Removes those of the meters that {@code owner} still has. */
    synchronized void remove(MeterGroup owner, List<Meter.Id> ids) {
        for (Meter.Id id : ids) {
            if (owners.remove(id, owner)) {
                registry.remove(id);
            }
        }
    }

    MeterRegistry registry() {
        return registry;
    }
}
