package io.rdrop.job;

import io.rdrop.config.ConfigException;
import io.rdrop.config.DeviceChoice;
import io.rdrop.config.ModelEngine;
import io.rdrop.engine.Device;
import io.rdrop.engine.Engines;
import io.rdrop.engine.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.externalresource.ExternalResourceInfo;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The device that a subtask trains on: one of the GPUs that Flink hands out to its TaskManager, or the CPU. */
final class TaskDevice {
    private static final Logger LOG = LoggerFactory.getLogger(TaskDevice.class);

    /** Name of the resource in {@code external-resources}. */
    static final String RESOURCE = "gpu";

    /** Property of a resource under which Flink's GPU driver tells the index. */
    private static final String INDEX = "index";

    /** Warnings of this process: its subtasks have all the same to say. */
    private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

    private TaskDevice() {}

    /**
     * Chooses the subtask's device and lets the calling thread, which must be the subtask's own, compute there.
     *
     * @throws SuppressRestartsException if the engine or the device that the configuration asks for is not there: a
     *     restart would not bring it
     */
    static Device take(DeviceChoice choice, ModelEngine engine, RuntimeContext context) {
        Engines engines = Engines.load();
        int subtask = context.getTaskInfo().getIndexOfThisSubtask();
        try {
            engines.require(engine);
            Placement placement = Placement.choose(
                    choice, indices(context.getExternalResourceInfos(RESOURCE)), engines.gpus(engine), subtask);
            if (placement.warning() != null && WARNED.add(placement.warning())) {
                LOG.warn("{}", placement.warning());
            }
            engines.use(engine, placement.device());
            LOG.info("subtask {} trains on {}", subtask, placement.device().label());
            return placement.device();
        } catch (ConfigException e) {
            throw new SuppressRestartsException(e);
        }
    }

    private static List<Integer> indices(Set<ExternalResourceInfo> gpus) {
        List<Integer> indices = new ArrayList<>();
        for (ExternalResourceInfo gpu : gpus) {
            String index = gpu.getProperty(INDEX).orElse("");
            try {
                indices.add(Integer.parseInt(index));
            } catch (NumberFormatException e) {
                throw new ConfigException("the driver of external resource " + RESOURCE
                        + " must give each GPU a number as its " + INDEX + " but gave '" + index + "'");
            }
        }
        return indices;
    }
}
