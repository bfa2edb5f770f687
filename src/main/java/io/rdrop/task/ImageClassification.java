package io.rdrop.task;

import io.rdrop.config.ImageConfig;
import io.rdrop.config.JobConfig;
import io.rdrop.config.ModelType;
import io.rdrop.encode.Encoder;
import io.rdrop.encode.ImageEncoder;
import io.rdrop.engine.InputShape;
import io.rdrop.learn.ImageShift;
import io.rdrop.learn.Variation;

/** Classes of images. */
final class ImageClassification extends Classification {
    ImageClassification(JobConfig config) {
        super(config);
    }

    @Override
    public Encoder features() {
        return new ImageEncoder(config.image());
    }

    @Override
    public Variation variation() {
        int most = config.replay().shift();
        return most == 0 ? super.variation() : new ImageShift(config.image(), most, config.seed());
    }

    @Override
    public InputShape inputs(Encoder encoder) {
        ImageConfig image = config.image();
        return config.networkType() == ModelType.CNN || config.isEncoder()
                ? new InputShape.Image(image.channels(), image.height(), image.width())
                : super.inputs(encoder);
    }
}
