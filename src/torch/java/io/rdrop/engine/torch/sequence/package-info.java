/**
 * Networks on sequences of tokens, each behind a port on plain arrays: a tagger, a language model, an encoder-decoder.
 * They know nothing of files, vocabularies and tasks.
 */
@NullMarked
package io.rdrop.engine.torch.sequence;

import org.jspecify.annotations.NullMarked;
