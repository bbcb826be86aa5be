"""Checks documents against the schemas of a folder; scripts/check-json says how it is called."""

import json
import pathlib
import sys

from jsonschema import Draft202012Validator
from referencing import Registry, Resource


def main(folder, arguments):
    wants_unseen = arguments[0] == "--unseen"
    arguments = arguments[wants_unseen:]
    schemas = {
        path.name: json.loads(path.read_text())
        for path in sorted(pathlib.Path(folder).glob("*.schema.json"))
    }
    registry = Registry().with_resources(
        (name, Resource.from_contents(schema)) for name, schema in schemas.items()
    )
    members = Members(schemas)
    faults = []
    for command, path in zip(arguments[::2], arguments[1::2], strict=True):
        name = command.replace(" ", "-") + ".schema.json"
        if name not in schemas:
            faults.append(f"{command}: there is no docs/json/{name}")
            continue
        # A fragment's own references are those of its file.
        schema = {"$ref": name}
        validator = Draft202012Validator(
            schema, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER
        )
        for document in documents(path):
            for error in validator.iter_errors(document):
                faults.append(f"{command} ({path}) at {error.json_path}: {error.message}")
            members.see(schemas[name], name, document)
    for line in faults:
        print(line)
    if wants_unseen:
        for line in members.unseen():
            print("unseen:", line)
    return 65 if faults else 0


def documents(path):
    text = sys.stdin.read() if path == "-" else pathlib.Path(path).read_text()
    if path.endswith(".ndjson"):
        return [json.loads(line) for line in text.splitlines()]
    return [json.loads(text)]


class Members:
    """The members that the schemas name, and those that a document had."""

    def __init__(self, schemas):
        self.schemas = schemas
        self.seen = set()

    def see(self, schema, place, value):
        """Follows a document along its schema. A place is a file and the way into it."""
        if "$ref" in schema:
            self.see(*self.target(schema["$ref"], place), value)
        for word in ("anyOf", "oneOf", "allOf"):
            for index, choice in enumerate(schema.get(word, [])):
                if self.fits(choice, value):
                    self.see(choice, f"{place}/{word}/{index}", value)
        if isinstance(value, dict):
            for name, member in schema.get("properties", {}).items():
                if name in value:
                    self.seen.add(f"{place}/{name}")
                    self.see(member, f"{place}/{name}", value[name])
        if isinstance(value, list) and "items" in schema:
            for element in value:
                self.see(schema["items"], f"{place}/items", element)

    def fits(self, choice, value):
        """Whether a choice is of the value's kind, and of the words that it names it by."""
        types = {dict: "object", list: "array"}
        if "type" in choice and isinstance(value, (dict, list)):
            if choice["type"] != types[type(value)]:
                return False
        if not isinstance(value, dict):
            return True
        return all(
            value.get(name) == member["const"]
            for name, member in choice.get("properties", {}).items()
            if "const" in member
        )

    def target(self, reference, place):
        file, _, pointer = reference.partition("#/")
        file = file or place.split("#")[0].split("/")[0]
        schema = self.schemas[file]
        # A reference to a whole file has no pointer.
        for step in pointer.split("/") if pointer else []:
            schema = schema[step]
        return schema, f"{file}#{pointer}" if pointer else file

    def unseen(self):
        """A member of a shared piece is seen where any command's document has it."""
        return sorted(set(self.named()) - self.seen)

    def named(self):
        for file, schema in self.schemas.items():
            yield from self.named_in(schema, file)
            for name, piece in schema.get("$defs", {}).items():
                yield from self.named_in(piece, f"{file}#$defs/{name}")

    def named_in(self, schema, place):
        for name, member in schema.get("properties", {}).items():
            yield f"{place}/{name}"
            yield from self.named_in(member, f"{place}/{name}")
        if isinstance(schema.get("items"), dict):
            yield from self.named_in(schema["items"], f"{place}/items")
        for word in ("anyOf", "oneOf", "allOf"):
            for index, choice in enumerate(schema.get(word, [])):
                yield from self.named_in(choice, f"{place}/{word}/{index}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
