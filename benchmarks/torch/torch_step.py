"""CPU milliseconds of an update with PyTorch: the networks of TorchStep.java, R-Drop as one writes it, AdamW."""
import math
import time

import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(1)
ROUNDS = 7


def loss_of(logits, targets, passes, alpha):
    """passes * cross-entropy + alpha * bidirectional KL; logits [passes, rows, classes]."""
    fit = sum(F.cross_entropy(one, targets) for one in logits)
    if passes == 1:
        return fit
    p, q = F.log_softmax(logits[0], -1), F.log_softmax(logits[1], -1)
    kl = 0.5 * ((p.exp() - q.exp()) * (p - q)).sum(-1).mean()
    return fit + alpha * kl


class Block(nn.Module):
    def __init__(self, width, heads, dropout):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.query, self.key_value = nn.Linear(width, width), nn.Linear(width, 2 * width)
        self.out = nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.dropout, self.heads = nn.Dropout(dropout), heads

    def forward(self, x, hidden):
        rows, length, width = x.shape
        split = lambda t: t.view(rows, length, self.heads, width // self.heads).transpose(1, 2)
        y = self.norm1(x)
        q = split(self.query(y))
        k, v = map(split, self.key_value(y).chunk(2, -1))
        if hasattr(F, "scaled_dot_product_attention"):
            mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        else:
            mixed = (q @ k.transpose(2, 3) / math.sqrt(width // self.heads) + hidden).softmax(-1) @ v
        x = x + self.dropout(self.out(mixed.transpose(1, 2).reshape(rows, length, width)))
        return x + self.dropout(self.down(F.gelu(self.up(self.norm2(x)))))


class LanguageModel(nn.Module):
    def __init__(self, vocabulary, width, layers, heads, length, dropout):
        super().__init__()
        self.embedding, self.positions = nn.Embedding(vocabulary, width), nn.Embedding(length, width)
        self.blocks = nn.ModuleList(Block(width, heads, dropout) for _ in range(layers))
        self.norm, self.head, self.dropout = nn.LayerNorm(width), nn.Linear(width, vocabulary), nn.Dropout(dropout)
        self.register_buffer("hidden", torch.full((length, length), -math.inf).triu(1))

    def forward(self, tokens):
        x = self.dropout(self.embedding(tokens) + self.positions.weight)
        for block in self.blocks:
            x = block(x, self.hidden)
        return self.head(self.norm(x)).flatten(0, 1)


def report(what, steps, network, x, y, passes, alpha):
    optimiser = torch.optim.AdamW(network.parameters(), lr=1e-3, weight_decay=0)
    stacked = x.repeat(passes, *[1] * (x.dim() - 1))

    def step():
        optimiser.zero_grad()
        logits = network(stacked)
        loss_of(logits.view(passes, -1, logits.shape[-1]), y, passes, alpha).backward()
        optimiser.step()

    best = math.inf
    for _ in range(ROUNDS):
        before = time.process_time()
        for _ in range(steps):
            step()
        best = min(best, (time.process_time() - before) * 1e3 / steps)
    print(f"{what:<48} {best:8.3f} ms of CPU", flush=True)


def dense(inputs, hidden):
    return nn.Sequential(nn.Linear(inputs, hidden), nn.ReLU(), nn.Dropout(0.1), nn.Linear(hidden, hidden), nn.ReLU(),
                         nn.Dropout(0.1), nn.Linear(hidden, 3))


print("PyTorch", torch.__version__)
for name, passes, alpha in (("R-Drop", 2, 1.0), ("dropout", 1, 0.0)):
    for inputs, hidden, rows, steps in ((30, 64, 8, 400), (54, 256, 64, 100)):
        report(f"{name} dense {inputs}-{hidden}-{hidden}-3, {rows} rows", steps, dense(inputs, hidden),
               torch.randn(rows, inputs), torch.zeros(rows, dtype=torch.long), passes, alpha)
    report(f"{name} Transformer 2 x 128, 8 x 128 tokens", 5, LanguageModel(256, 128, 2, 4, 128, 0.1),
           torch.randint(0, 256, (8, 128)), torch.randint(0, 256, (8 * 128,)), passes, alpha)
