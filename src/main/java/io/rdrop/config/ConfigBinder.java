package io.rdrop.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Binds a tree of maps, lists and scalars to configuration records; unknown keys are refused with the nearest known
 * one.
 *
 * @param source where the tree comes from, for messages
 */
record ConfigBinder(String source) {
    /** The word that stands for "no value" of a nullable key. */
    static final String NONE = "none";

    <T extends Record> T bind(Class<T> type, Map<?, ?> tree) {
        return type.cast(bindRecord(type, tree, ""));
    }

    private Object bindRecord(Class<?> type, Map<?, ?> tree, String path) {
        RecordComponent[] components = type.getRecordComponents();
        for (Object key : tree.keySet()) {
            refuseUnknown(String.valueOf(key), components, path);
        }
        Object[] arguments = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            types[i] = component.getType();
            arguments[i] = bindComponent(component, tree, join(path, key(component)));
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof ConfigException cause) {
                throw new ConfigException(
                        cause.getMessage() + " (" + (path.isEmpty() ? "" : path + " ") + "in " + source + ")");
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private @Nullable Object bindComponent(RecordComponent component, Map<?, ?> tree, String path) {
        String key = key(component);
        Setting setting = setting(component);
        Object value = tree.get(key);
        if (value == null) {
            if (!setting.byDefault().isEmpty()) {
                value = Yaml.scalarOrFlow(setting.byDefault());
            } else if (component.getType().isRecord()) {
                value = Map.of();
            } else {
                throw new ConfigException(path + " is required in " + source + ": " + setting.value());
            }
        }
        if (NONE.equals(value) && isNullable(component)) {
            return null;
        }
        if (setting.secrets() && !(value instanceof Map)) {
            throw new ConfigException(path + " must be a section of keys (in " + source + ")");
        }
        return bindValue(component.getType(), component.getGenericType(), value, path);
    }

    private static boolean isNullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private Object bindValue(Class<?> type, Type generic, @Nullable Object value, String path) {
        if (type.isRecord()) {
            return bindRecord(type, expect(Map.class, value, "a section of keys", path), path);
        }
        if (type == List.class) {
            return bindList(generic, expect(List.class, value, "a list", path), path);
        }
        if (type == Map.class) {
            Map<String, String> map = new LinkedHashMap<>();
            Map<?, ?> section = expect(Map.class, value, "a section of keys", path);
            section.forEach((k, v) -> {
                // Also because printing would not see that a secret is in it.
                if (v instanceof Map || v instanceof List || v == null) {
                    throw new ConfigException(path + "." + k + " must be a single value, not "
                            + (v == null ? "empty" : v instanceof Map ? "a section" : "a list")
                            + "; a key with dots is one key (in " + source + ")");
                }
                map.put(String.valueOf(k), String.valueOf(v));
            });
            return map;
        }
        return bindScalar(type, value, path);
    }

    private List<Object> bindList(Type generic, List<?> value, String path) {
        Class<?> element = (Class<?>) ((ParameterizedType) generic).getActualTypeArguments()[0];
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            list.add(bindValue(element, element, value.get(i), path + "[" + i + "]"));
        }
        return list;
    }

    private Object bindScalar(Class<?> type, @Nullable Object value, String path) {
        if (value instanceof Map || value instanceof List || value == null) {
            throw refused(path, describe(type), value);
        }
        if (type == String.class) {
            return String.valueOf(value);
        }
        if (type == boolean.class && value instanceof Boolean) {
            return value;
        }
        if (type.isEnum()) {
            return bindEnum(type, String.valueOf(value), path);
        }
        if (type == Duration.class) {
            return Durations.parse(String.valueOf(value), path + " in " + source);
        }
        if (value instanceof Number number) {
            if (type == double.class || type == Double.class) {
                return number.doubleValue();
            }
            boolean whole = value instanceof Integer || value instanceof Long;
            if ((type == long.class || type == Long.class) && whole) {
                return number.longValue();
            }
            if ((type == int.class || type == Integer.class) && whole && number.intValue() == number.longValue()) {
                return number.intValue();
            }
        }
        throw refused(path, describe(type), value);
    }

    private Object bindEnum(Class<?> type, String value, String path) {
        for (Object constant : type.getEnumConstants()) {
            if (kebab(((Enum<?>) constant).name()).equals(value)) {
                return constant;
            }
        }
        String allowed = Arrays.stream(type.getEnumConstants())
                .map(constant -> kebab(((Enum<?>) constant).name()))
                .collect(Collectors.joining(", "));
        throw refused(path, "one of " + allowed, value);
    }

    private <T> T expect(Class<T> type, @Nullable Object value, String what, String path) {
        if (!type.isInstance(value)) {
            throw refused(path, what, value);
        }
        return type.cast(value);
    }

    private ConfigException refused(String path, String expected, @Nullable Object value) {
        return new ConfigException(path + " must be " + expected + " but was " + value + " (in " + source + ")");
    }

    private void refuseUnknown(String key, RecordComponent[] components, String path) {
        List<String> known =
                Arrays.stream(components).map(ConfigBinder::key).sorted().toList();
        if (known.contains(key)) {
            return;
        }
        throw new ConfigException("unknown key " + join(path, key) + " in " + source + "; did you mean "
                + join(path, Nearest.of(key, known)) + "? Known here: " + String.join(", ", known));
    }

    static String key(RecordComponent component) {
        @Nullable Setting setting = component.getAnnotation(Setting.class);
        return setting == null || setting.named().isEmpty()
                ? kebab(component.getName().replaceAll("([A-Z])", "_$1"))
                : setting.named();
    }

    static Setting setting(RecordComponent component) {
        Setting setting = component.getAnnotation(Setting.class);
        if (setting == null) {
            throw new IllegalStateException(component + " has no @Setting");
        }
        return setting;
    }

    static String kebab(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String describe(Class<?> type) {
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "a whole number";
        }
        if (type == double.class || type == Double.class) {
            return "a number";
        }
        return type == boolean.class
                ? "true or false"
                : "a " + type.getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
