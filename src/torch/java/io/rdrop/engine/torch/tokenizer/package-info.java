/** Tokenizers of Hugging Face's library, through DJL's binding. */
@NullMarked
package io.rdrop.engine.torch.tokenizer;

import org.jspecify.annotations.NullMarked;
