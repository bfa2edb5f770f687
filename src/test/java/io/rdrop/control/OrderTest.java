package io.rdrop.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.example.Command;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OrderTest {
    @Test
    void eachCommandIsTakenOnceAndInOrder() {
        Commands first = new Commands();
        Command one = first.of("de", "resume");
        Command two = first.of("de", "resume");
        Command three = first.of("de", "resume");
        Order order = new Order();

        assertThat(verdict(order, one)).isEmpty();
        assertThat(verdict(order, three)).isEmpty();
        assertThat(verdict(order, three)).contains(Verdict.DUPLICATE);
        assertThat(verdict(order, one)).contains(Verdict.DUPLICATE);
        assertThat(verdict(order, two)).contains(Verdict.OUT_OF_ORDER);
    }

    @Test
    void aLaterEpochShutsOutEarlierOnesHoweverHighTheirSequence() {
        Order order = new Order();
        Commands old = new Commands(1);
        assertThat(verdict(order, old.of("de", "resume"))).isEmpty();
        assertThat(verdict(order, new Commands(5).of("de", "resume"))).isEmpty();

        assertThat(order.objection(old.of("de", "resume")).orElseThrow().text())
                .isEqualTo("its epoch is 1, but commands of epoch 5 have come; send it again with --epoch 5");
        assertThat(verdict(order, new Commands(4).of("de", "resume"))).contains(Verdict.OLDER_EPOCH);
        assertThat(order.epoch()).isEqualTo(5);
    }

    @Test
    void whatIsRestoredRefusesTheSame() throws IOException {
        Order order = new Order();
        Commands commands = new Commands(3);
        Command one = commands.of("de", "resume");
        Command two = commands.of("de", "resume");
        Command three = commands.of("de", "resume");
        verdict(order, one);
        verdict(order, three);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        order.save(new DataOutputStream(bytes));

        Order restored = new Order();
        restored.restore(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

        assertThat(verdict(restored, one)).contains(Verdict.DUPLICATE);
        assertThat(verdict(restored, two)).contains(Verdict.OUT_OF_ORDER);
        assertThat(verdict(restored, new Commands(2).of("de", "resume"))).contains(Verdict.OLDER_EPOCH);
        assertThat(verdict(restored, commands.of("de", "resume"))).isEmpty();
    }

    private static Optional<Verdict> verdict(Order order, Command command) {
        Optional<Verdict> objection = order.objection(command).map(Acknowledgement.Reason::verdict);
        if (objection.isEmpty()) {
            order.note(command);
        }
        return objection;
    }
}
