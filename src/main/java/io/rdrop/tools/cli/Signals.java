package io.rdrop.tools.cli;

import java.lang.reflect.Proxy;

/** Hears signals without shutting down. */
final class Signals {
    private Signals() {}

    /**
     * Has an action run whenever a signal comes, in a thread of its own; for the rest of the process.
     *
     * @param name without SIG
     * @throws ReflectiveOperationException if this JVM cannot
     */
    static void on(String name, Runnable action) throws ReflectiveOperationException {
        // By reflection: sun.misc.Signal is the only way to hear a signal without shutting down, and javac warns of
        // every mention.
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object proxy =
                Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (self, method, args) -> {
                    if (method.getName().equals("handle")) {
                        action.run();
                        return null;
                    }
                    return switch (method.getName()) {
                        case "hashCode" -> System.identityHashCode(self);
                        case "equals" -> self == args[0];
                        default -> "signal handler";
                    };
                });
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    }
}
