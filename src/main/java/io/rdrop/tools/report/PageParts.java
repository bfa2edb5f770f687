package io.rdrop.tools.report;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** What every page of a run is made of: the chart library, and the style and the script that they share. */
public enum PageParts {
    /** The chart library's style sheet. */
    CHART_STYLE(Places.UPLOT + "uPlot.min.css"),
    /** The chart library, which defines `uPlot`. */
    CHART_SCRIPT(Places.UPLOT + "uPlot.iife.min.js"),
    /** Colours of both schemes, tiles, cards, tables. */
    STYLE("page.css"),
    /** Numbers as text, tiles, tables and charts; defines `RDrop`, and needs the chart library before it. */
    SCRIPT("page.js");

    private static final class Places {
        static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
    }

    private final String place;

    PageParts(String place) {
        this.place = place;
    }

    /** The part as text. */
    public String text() throws IOException {
        return resource(place);
    }

    static String resource(String name) throws IOException {
        try (InputStream in = PageParts.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException("not on the class path: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
