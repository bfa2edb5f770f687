package io.rdrop.config;

/** The images. */
public record ImageConfig(
        @Setting(value = "Rows of pixels; required for images.", byDefault = "0")
        int height,

        @Setting(value = "Columns of pixels; required for images.", byDefault = "0")
        int width,

        @Setting(value = "Numbers per pixel: 1 for grey, 3 for colour.", byDefault = "1")
        int channels) {
    public ImageConfig {
        Check.within("height", height, 0, 4096);
        Check.within("width", width, 0, 4096);
        Check.within("channels", channels, 1, 16);
        if ((height == 0) != (width == 0)) {
            throw new ConfigException("height and width must both be given but were " + height + " and " + width);
        }
    }
}
