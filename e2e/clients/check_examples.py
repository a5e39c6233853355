"""Every example of the description is what its schema says: `check_examples.py openapi.json`."""

import json
import sys

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

WHOLE = "urn:description"


def bodies(description):
    """Each place where a body stands, with what it is for."""
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            where = f"{method.upper()} {path}"
            yield from ((f"{where} request", body) for body in operation.get("requestBody", {}).get("content", {}).values())
            for status, answer in operation["responses"].items():
                yield from ((f"{where} {status}", body) for body in answer.get("content", {}).values())


def rooted(schema):
    """The schema with its references pointing into the whole description."""
    if isinstance(schema, dict):
        return {key: WHOLE + value if key == "$ref" else rooted(value) for key, value in schema.items()}
    return [rooted(part) for part in schema] if isinstance(schema, list) else schema


def main(path):
    with open(path, encoding="utf-8") as file:
        description = json.load(file)
    resource = Resource.from_contents(description, default_specification=DRAFT202012)
    registry = Registry().with_resource(WHOLE, resource)
    faults, checked = [], 0
    for where, body in bodies(description):
        if "example" in body:
            checked += 1
            validator = Draft202012Validator(rooted(body["schema"]), registry=registry)
            faults += [f"{where}: {fault.json_path}: {fault.message}" for fault in validator.iter_errors(body["example"])]
    print("\n".join(faults) or f"{checked} examples are as their schemas say.")
    sys.exit(1 if faults or not checked else 0)


main(sys.argv[1])
