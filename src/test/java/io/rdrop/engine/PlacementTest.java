package io.rdrop.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.ConfigException;
import io.rdrop.config.DeviceChoice;
import io.rdrop.engine.dl4j.Dl4jEngine;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlacementTest {
    private static final Set<Integer> NONE = Set.of();
    private static final Gpus CPU = new Dl4jEngine().gpus();

    private static Gpus gpus(int count) {
        return new Gpus(count, false, "");
    }

    @Test
    void theCpuIsTakenSilentlyWhereItIsAskedFor() {
        assertThat(Placement.choose(DeviceChoice.CPU, Set.of(0), CPU, 3)).isEqualTo(new Placement(Device.CPU, null));
    }

    @Test
    void autoGoesOnOnTheCpuAndSaysWhatWouldGiveAGpu() {
        Placement without = Placement.choose(DeviceChoice.AUTO, NONE, CPU, 0);
        assertThat(without.device()).isEqualTo(Device.CPU);
        assertThat(without.warning()).contains("the cluster hands out none", "-Pcuda");

        Placement withoutEngine = Placement.choose(DeviceChoice.AUTO, Set.of(5, 3), CPU, 0);
        assertThat(withoutEngine.device()).isEqualTo(Device.CPU);
        assertThat(withoutEngine.warning()).contains("the cluster hands out GPU [3, 5]", "-Pcuda");
    }

    @Test
    void gpuWithoutOneIsRefusedNamingTheBuildAndTheCardsItServes() {
        assertThatThrownBy(() -> Placement.choose(DeviceChoice.GPU, Set.of(3), CPU, 0))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("device is gpu")
                .hasMessageContaining("hands out GPU [3]")
                .hasMessageContaining("-Pcuda")
                .hasMessageContaining("compute capability 3.7 to 8.9");
    }

    @ParameterizedTest
    @EnumSource(
            value = DeviceChoice.class,
            names = {"AUTO", "GPU"})
    void subtasksTakeTurnsOverTheGpusThatAreHandedOut(DeviceChoice choice) {
        List<Placement> placed = IntStream.range(0, 4)
                .mapToObj(subtask -> Placement.choose(choice, Set.of(6, 2), gpus(8), subtask))
                .toList();

        assertThat(placed)
                .containsExactly(
                        new Placement(Device.gpu(2), null),
                        new Placement(Device.gpu(6), null),
                        new Placement(Device.gpu(2), null),
                        new Placement(Device.gpu(6), null));
        assertThat(placed.get(1).device().label()).isEqualTo("gpu:6");
    }

    @ParameterizedTest
    @EnumSource(
            value = DeviceChoice.class,
            names = {"AUTO", "GPU"})
    void gpusThatNobodyHandsOutAreUsedWithAWarning(DeviceChoice choice) {
        Placement placement = Placement.choose(choice, NONE, gpus(2), 3);

        assertThat(placement.device()).isEqualTo(Device.gpu(1));
        assertThat(placement.warning()).contains("hands out no GPU", "the engine sees 2");
    }

    @Test
    void aGpuThatTheEngineDoesNotSeeIsRefused() {
        assertThatThrownBy(() -> Placement.choose(DeviceChoice.AUTO, Set.of(2), gpus(2), 0))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("hands out GPU 2 but the engine sees only 2 (0..1)");
    }

    @Test
    void theGpuEngineCannotComputeOnTheCpu() {
        assertThatThrownBy(() -> Placement.choose(DeviceChoice.CPU, NONE, gpus(1), 0))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("BACKEND_PRIORITY_GPU=-1");
    }

    @Test
    void anEngineThatNeedsNoGpuLeavesItAloneWhereTheCpuIsAskedFor() {
        assertThat(Placement.choose(DeviceChoice.CPU, Set.of(1), new Gpus(2, true, ""), 0))
                .isEqualTo(new Placement(Device.CPU, null));
    }
}
