package io.rdrop.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes one configuration key; the key is the record component's name in kebab-case. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
    /** What it does, its unit and its range: one line of docs/configuration.md. */
    String value();

    /** The default, as YAML; empty where there is none: the key is then required, unless nullable or a section. */
    String byDefault() default "";

    /** The key where Java has the word for itself; empty for the component's name. */
    String named() default "";

    /** True where values are secrets when their key looks like one; they are then printed as {@code ***}. */
    boolean secrets() default false;
}
