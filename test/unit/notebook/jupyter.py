"""Jupyter's own opinion of the notebooks in a folder; prints one JSON object.

strict-*.ipynb must follow the schema to the letter; loose-*.ipynb may have fields it does not know.
The strict ones are then written by Jupyter, into rewritten/, and a few are made by Jupyter, into made/.
"""

import json
import pathlib
import sys
import warnings

import nbformat
from nbformat import v4
from nbformat.validator import iter_validate

folder = pathlib.Path(sys.argv[1])
warnings.simplefilter("error")
problems = {}


def write(notebook, path):
    path.parent.mkdir(exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as file:
        nbformat.write(notebook, file)


checked = 0
for path in sorted(folder.glob("*.ipynb")):
    checked += 1
    text = path.read_text(encoding="utf-8")
    try:
        if path.name.startswith("loose"):
            for error in iter_validate(json.loads(text), relax_add_props=True):
                raise error
        else:
            nbformat.validate(json.loads(text))
            notebook = nbformat.reads(text, as_version=4)
            write(notebook, folder / "rewritten" / path.name)
    except Exception as error:
        problems[path.name] = f"{type(error).__name__}: {error}"[:400]

odd = "a\nb\r\nc\rd\fe\vf\x1cg\u2028h\u0085i\x1b[31mj\x7f\U0001d6c1"
made = v4.new_notebook(metadata={"title": "Made by Jupyter", "zeta": 1, "alpha": [0.5, None]})
made.cells = [
    v4.new_markdown_cell("# One\n\ntwo", attachments={"a.png": {"image/png": "AAAA"}}),
    v4.new_raw_cell("raw \\ \"quoted\""),
    v4.new_code_cell(""),
    v4.new_code_cell(
        odd,
        execution_count=3,
        outputs=[
            v4.new_output("stream", name="stderr", text=odd),
            v4.new_output(
                "display_data",
                {
                    "text/plain": odd,
                    "text/html": "",
                    "image/svg+xml": "<svg>\n</svg>",
                    "image/png": "AAAA\n",
                    "application/javascript": "a;\nb;",
                    "application/json": {"list": ["a\n", "b"]},
                    "application/vnd.x+json": ["a\n", "b"],
                    "application/x-other": "a\nb",
                },
                metadata={"isolated": True},
            ),
            v4.new_output("execute_result", {"text/plain": "1"}, execution_count=3),
            v4.new_output("error", ename="E", evalue="v", traceback=["a\nb", ""]),
        ],
    ),
]
write(made, folder / "made" / "everything.ipynb")
write(v4.new_notebook(), folder / "made" / "empty.ipynb")
print(json.dumps({"version": nbformat.__version__, "checked": checked, "problems": problems}))
