"""Builds a network from our description of it, in PyTorch or Keras, and answers each line `train N`,
`predict N` or `peak N` on standard input with the milliseconds of N steps, or with the GFLOP/s of N
matrix products. Run by training.bench.ts:

    python training_peers.py <torch|keras> <threads> <batch> < description.json, then lines
"""

import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

SIZE = 2048


def same_padding(size, kernel, stride):
    """TensorFlow's 'same': before and after, of one axis."""
    total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


def ceil_padding(size, kernel, stride, padding, ceil_mode):
    """The same for padding by a number; a window that begins inside counts with ceil_mode."""
    rest = (size + 2 * padding - kernel) % stride
    return padding, padding + (stride - rest if ceil_mode and rest else 0)


def padding_of(config, sizes, kernel):
    padding = config.get("padding", "valid")
    strides = pair(config.get("strides") or config.get("poolSize"))
    if padding == "same":
        return [same_padding(*each) for each in zip(sizes, kernel, strides)]
    number = 0 if padding == "valid" else padding
    return [ceil_padding(*each, number, config.get("ceilMode", False)) for each in zip(sizes, kernel, strides)]


def pair(value):
    return tuple(value) if isinstance(value, (list, tuple)) else (value, value)


class Torch:
    def __init__(self, layers, threads, batch):
        import torch
        from torch import nn

        self.torch = torch
        self.name = f"PyTorch {torch.__version__}"
        torch.set_num_threads(threads)
        functional = nn.functional

        class Network(nn.Module):
            def __init__(self):
                super().__init__()
                made = {layer["name"]: part(layer) for layer in layers}
                self.parts = nn.ModuleDict({name: each for name, each in made.items() if each is not None})

            def forward(self, x):
                made = {}
                for layer in layers:
                    given = [made[name] for name in layer["inputs"]] or [x]
                    made[layer["name"]] = self.run(layer, given)
                return made[layers[-1]["name"]]

            def run(self, layer, given):
                kind, config, x = layer["kind"], layer["config"], given[0]
                part = self.parts[layer["name"]] if layer["name"] in self.parts else None
                if "Conv2D" in kind or "Pooling2D" in kind and "Global" not in kind:
                    kernel = pair(config.get("kernelSize") or config["poolSize"])
                    (top, bottom), (left, right) = padding_of(config, x.shape[2:], kernel)
                    symmetric = top == bottom and left == right
                    around = (top, left) if symmetric else (0, 0)
                    if not symmetric:
                        x = functional.pad(x, (left, right, top, bottom))
                    strides = pair(config.get("strides") or config["poolSize"])
                    if "MaxPooling" in kind:
                        return functional.max_pool2d(x, kernel, strides, around)
                    if "AveragePooling" in kind:
                        return functional.avg_pool2d(x, kernel, strides, around)
                    part.padding = around
                    return activate(part(x), config)
                if kind == "Add":
                    return given[0] + given[1]
                if kind == "Concatenate":
                    return torch.cat(given, 1)
                if kind == "GlobalAveragePooling2D":
                    return x.mean((2, 3))
                if kind == "Flatten":
                    return x.flatten(1)
                if kind == "ChannelPaddingShortcut":
                    step = config["strides"]
                    x = x[:, :, ::step, ::step]
                    return functional.pad(x, (0, 0, 0, 0, 0, config["filters"] - x.shape[1]))
                if kind == "LocalResponseNormalization":
                    window = 2 * config["depthRadius"] + 1
                    return functional.local_response_norm(x, window, config["alpha"] * window, config["beta"], config["bias"])
                return activate(x if part is None else part(x), config)

        def part(layer):
            kind, config = layer["kind"], layer["config"]
            if "Conv2D" in kind:
                return nn.LazyConv2d(
                    config["filters"], pair(config["kernelSize"]), pair(config["strides"]),
                    groups=config.get("groups", 1), bias=config["useBias"],
                )
            if kind == "BatchNormalization":
                return nn.LazyBatchNorm2d(config["epsilon"], 1 - config["momentum"])
            if kind == "Dense":
                return nn.LazyLinear(config["units"], config["useBias"])
            if kind == "Dropout":
                return nn.Dropout(config["rate"])
            return None

        def activate(x, config):
            # The softmax is the loss's.
            name = config.get("activation", "linear")
            return x if name in ("linear", "softmax") else getattr(torch, name)(x)

        height, width, channels = layers[0]["config"]["batchInputShape"][1:]
        self.x = torch.rand(batch, channels, height, width)
        self.y = torch.zeros(batch, dtype=torch.long)
        self.model = Network()
        with torch.no_grad():
            self.model(self.x)
        self.params = sum(p.numel() for p in self.model.parameters()) + sum(
            b.numel() for name, b in self.model.named_buffers() if not name.endswith("tracked")
        )
        self.optimizer = torch.optim.SGD(self.model.parameters(), 0.001, 0.9)
        self.loss = functional.cross_entropy
        self.choose_format()

    def choose_format(self):
        """Channels first or last, whichever trains faster here."""
        found = {}
        for form in (self.torch.contiguous_format, self.torch.channels_last):
            self.model = self.model.to(memory_format=form)
            self.x = self.x.contiguous(memory_format=form)
            self.train()
            found[form] = min(timed(self.train, 3))
        form = min(found, key=found.get)
        self.model = self.model.to(memory_format=form)
        self.x = self.x.contiguous(memory_format=form)

    def train(self):
        self.model.train()
        self.optimizer.zero_grad()
        loss = self.loss(self.model(self.x), self.y)
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def predict(self):
        self.model.eval()
        with self.torch.inference_mode():
            return self.model(self.x).softmax(1)

    def product(self):
        a = self.torch.rand(SIZE, SIZE)
        b = self.torch.rand(SIZE, SIZE)
        return lambda: a @ b


class Keras:
    def __init__(self, layers, threads, batch):
        import numpy
        import tensorflow

        tensorflow.config.threading.set_intra_op_parallelism_threads(threads)
        tensorflow.config.threading.set_inter_op_parallelism_threads(threads)
        import keras

        self.tensorflow = tensorflow
        self.name = f"Keras {keras.__version__} on TensorFlow {tensorflow.__version__}"
        kinds = keras.layers
        made = {}

        def convolve(x, config, groups):
            options = dict(
                kernel_size=pair(config["kernelSize"]), strides=pair(config["strides"]),
                use_bias=config["useBias"], activation=config["activation"],
            )
            filters = config["filters"]
            if config["padding"] in ("same", "valid"):
                options["padding"] = config["padding"]
            else:
                x = kinds.ZeroPadding2D(padding_of(config, x.shape[1:3], pair(config["kernelSize"])))(x)
            if groups == 1:
                return kinds.Conv2D(filters, **options)(x)
            # TensorFlow has no gradient of grouped convolutions on the processor.
            each = x.shape[-1] // groups
            parts = [
                kinds.Conv2D(filters // groups, **options)(x[..., index * each : (index + 1) * each])
                for index in range(groups)
            ]
            return kinds.Concatenate()(parts)

        def pool(x, kind, config):
            size, strides = pair(config["poolSize"]), pair(config.get("strides") or config["poolSize"])
            layer = kinds.MaxPooling2D if "Max" in kind else kinds.AveragePooling2D
            if config["padding"] in ("same", "valid") and not config.get("ceilMode"):
                return layer(size, strides, config["padding"])(x)
            # After a relu a zero is as good as nothing for the maximum.
            x = kinds.ZeroPadding2D(padding_of(config, x.shape[1:3], size))(x)
            return layer(size, strides)(x)

        def run(kind, config, given):
            x = given[0]
            if "Conv2D" in kind:
                return convolve(x, config, config.get("groups", 1))
            if kind == "GlobalAveragePooling2D":
                return kinds.GlobalAveragePooling2D()(x)
            if "Pooling2D" in kind:
                return pool(x, kind, config)
            if kind in ("Add", "Concatenate"):
                return getattr(kinds, kind)()(given)
            if kind == "BatchNormalization":
                return kinds.BatchNormalization(momentum=config["momentum"], epsilon=config["epsilon"])(x)
            if kind == "Dense":
                return kinds.Dense(config["units"], activation=config["activation"])(x)
            if kind == "Dropout":
                return kinds.Dropout(config["rate"])(x)
            if kind == "Flatten":
                return kinds.Flatten()(x)
            if kind == "Activation":
                return kinds.Activation(config["activation"])(x)
            if kind == "ChannelPaddingShortcut":
                step, more = config["strides"], config["filters"] - x.shape[-1]
                return kinds.Lambda(
                    lambda v: tensorflow.pad(v[:, ::step, ::step], [[0, 0], [0, 0], [0, 0], [0, more]])
                )(x)
            if kind == "LocalResponseNormalization":
                return kinds.Lambda(
                    lambda v: tensorflow.nn.local_response_normalization(
                        v, config["depthRadius"], config["bias"], config["alpha"], config["beta"]
                    )
                )(x)
            raise ValueError(f"no layer {kind}")

        for layer in layers:
            if not layer["inputs"]:
                first = made[layer["name"]] = keras.Input(layer["config"]["batchInputShape"][1:])
                if layer["kind"] == "InputLayer":
                    continue
            given = [made[name] for name in layer["inputs"]] or [first]
            made[layer["name"]] = run(layer["kind"], layer["config"], given)
        self.model = keras.Model(first, made[layers[-1]["name"]])
        self.params = self.model.count_params()
        self.model.compile(keras.optimizers.SGD(0.001, 0.9), "categorical_crossentropy")
        self.x = tensorflow.random.uniform((batch, *first.shape[1:]))
        classes = self.model.output_shape[-1]
        self.y = tensorflow.one_hot(numpy.zeros(batch, int), classes)

    def train(self):
        return self.model.train_on_batch(self.x, self.y)

    def predict(self):
        return self.model.predict_on_batch(self.x)

    def product(self):
        a = self.tensorflow.random.uniform((SIZE, SIZE))
        b = self.tensorflow.random.uniform((SIZE, SIZE))
        return lambda: self.tensorflow.matmul(a, b).numpy()


# Seconds: by the clock, or of all processors.
now = time.process_time if os.environ.get("TSNB_BENCH_CLOCK") == "processor" else time.perf_counter


def timed(action, count):
    times = []
    for _ in range(count):
        begun = now()
        action()
        times.append((now() - begun) * 1000)
    return times


def main():
    library, threads, batch = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    described = json.loads(sys.stdin.readline())
    peer = {"torch": Torch, "keras": Keras}[library](described["layers"], threads, batch)
    if peer.params != described["params"]:
        sys.exit(f"{peer.name} has {peer.params} weights where we have {described['params']}")
    print(json.dumps(peer.name), flush=True)
    product = peer.product()
    for line in sys.stdin:
        action, count = line.split()
        if action == "peak":
            found = [2 * SIZE**3 / ms / 1e6 for ms in timed(product, int(count))]
        else:
            found = timed(getattr(peer, action), int(count))
        print(json.dumps(found), flush=True)


main()
