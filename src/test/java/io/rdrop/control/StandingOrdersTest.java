package io.rdrop.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.example.Command;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class StandingOrdersTest {
    @Test
    void whatWasResumedOrSetAnewIsForgotten() throws IOException {
        Commands commands = new Commands();
        StandingOrders orders = new StandingOrders();
        Command clip = commands.set("*", "model.gradient-clip", "1");
        Command alpha = commands.set("*", "r-drop.alpha", "2");
        Command pause = commands.pause("*", false);
        Command again = commands.set("*", "r-drop.alpha", "3");

        for (Command command : new Command[] {clip, alpha, pause, again, commands.of("*", "snapshot")}) {
            assertThat(orders.take(command)).isEmpty();
        }
        assertThat(orders.commands()).containsExactly(clip, pause, again);

        StandingOrders restored = new StandingOrders();
        restored.restore(orders.save());
        assertThat(restored.take(again)).isPresent();
        assertThat(restored.take(commands.of("*", "resume"))).isEmpty();
        assertThat(restored.commands()).containsExactly(clip, again);
    }
}
