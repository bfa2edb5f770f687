package io.rdrop.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The reference table of every configuration key, as Markdown, from the annotations that also hold the defaults. */
public final class ConfigReference {
    private ConfigReference() {}

    /** The body of docs/configuration.md: one table per section. */
    public static String markdown() {
        StringBuilder page = new StringBuilder();
        section(page, "", "The job", "Keys at the top level.", JobConfig.class);
        return page.toString();
    }

    private static void section(StringBuilder page, String path, String title, String meaning, Class<?> type) {
        List<RecordComponent> nested = new ArrayList<>();
        page.append("\n## ").append(title).append("\n\n").append(meaning).append("\n\n");
        page.append("| key | type | default | meaning |\n|---|---|---|---|\n");
        for (RecordComponent component : type.getRecordComponents()) {
            Setting setting = ConfigBinder.setting(component);
            String key = path + ConfigBinder.key(component);
            if (component.getType().isRecord()) {
                nested.add(component);
                continue;
            }
            page.append("| `")
                    .append(key)
                    .append("` | ")
                    .append(typeName(component))
                    .append(" | ");
            page.append(setting.byDefault().isEmpty() ? "required" : "`" + setting.byDefault() + "`");
            page.append(" | ").append(setting.value()).append(" |\n");
            if (elementRecord(component) != null) {
                nested.add(component);
            }
        }
        for (RecordComponent component : nested) {
            Class<?> element = elementRecord(component);
            String key = path + ConfigBinder.key(component);
            if (element == null) {
                section(
                        page,
                        key + ".",
                        "`" + key + "`",
                        ConfigBinder.setting(component).value(),
                        component.getType());
            } else {
                section(page, key + "[].", "`" + key + "[]`", "Each element.", element);
            }
        }
    }

    private static @Nullable Class<?> elementRecord(RecordComponent component) {
        if (component.getType() != List.class) {
            return null;
        }
        Class<?> element = (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
        return element.isRecord() ? element : null;
    }

    private static String typeName(RecordComponent component) {
        Class<?> type = component.getType();
        if (type == List.class) {
            return "list";
        }
        if (type == Map.class) {
            return "map";
        }
        if (type == Duration.class) {
            return "duration";
        }
        if (type == String.class || type.isEnum()) {
            return "text";
        }
        return type == boolean.class
                ? "true/false"
                : type == double.class || type == Double.class ? "number" : "integer";
    }
}
