"""A stand-in for Stripe's API on this machine, which refuses every request that Stripe's own schema does not allow."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from jsonschema import Draft202012Validator

SCHEMA = Path(__file__).resolve().parents[3] / "shared" / "cards" / "stripe-issuing-openapi.json"


@dataclass
class Fault:
    """What the next call meets: a status, whether the work is done all the same, and whether a key keeps it."""

    status: int
    done: bool = False
    kept: bool = True
    dropped: bool = False
    """The connection breaks before the answer."""


@dataclass
class StandIn:
    """Cardholders, cards and everything that was asked, with the keys that were honoured."""

    schema: dict[str, Any]
    address: str = ""
    requests: list[tuple[str, str, dict[str, Any], dict[str, str]]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    objects: dict[str, dict[str, Any]] = field(default_factory=dict)
    kept: dict[str, tuple[str, int, dict[str, Any]]] = field(default_factory=dict)
    lists: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def answer(
        self, method: str, path: str, params: dict[str, Any], headers: dict[str, str]
    ) -> tuple[int, dict[str, Any], dict[str, str]]:
        """Validated, then met by a fault, by a kept answer, or done."""
        self.requests.append((method, path, params, headers))
        mistakes = list(self._mistakes(method, path, params))
        self.wrong += mistakes
        if mistakes:
            return 400, _error("invalid_request_error", "; ".join(mistakes)), {}
        key = headers.get("Idempotency-Key", "")
        asked = json.dumps([method, path, params], sort_keys=True)
        if method == "POST" and key in self.kept:
            before, status, body = self.kept[key]
            if before != asked:
                return 400, _error("idempotency_error", "other parameters"), {}
            return status, body, {"Idempotent-Replayed": "true"}
        fault = self.faults.pop(0) if method == "POST" and self.faults else None
        status, body = (200, self._done(method, path, params)) if fault is None or fault.done else (0, {})
        if fault is not None:
            status, body = fault.status, _error("api_error", "it did not work")
        if method == "POST" and (fault is None or fault.kept):
            self.kept[key] = (asked, status, body)
        return (-1 if fault is not None and fault.dropped else status), body, {}

    def _mistakes(self, method: str, path: str, params: dict[str, Any]) -> Iterator[str]:
        for template, operations in self.schema["paths"].items():
            if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", template), path) and method.lower() in operations:
                operation = operations[method.lower()]
                break
        else:
            yield f"{method} {path} is not an operation"
            return
        if method == "GET":
            known = {one["name"] for one in operation.get("parameters", [])}
            yield from (f"{path}: no parameter {name}" for name in params if name not in known)
            return
        body = operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
        whole = body | {"components": self.schema["components"]}
        for mistake in Draft202012Validator(whole).iter_errors(_typed(params, body)):
            yield f"{path}: {mistake.json_path} {mistake.message}"[:300]

    def _done(self, method: str, path: str, params: dict[str, Any]) -> dict[str, Any]:
        kind, _, ref = path.removeprefix("/v1/").removeprefix("issuing/").partition("/")
        if path == "/v1/balance":
            return {"object": "balance", "issuing": {"available": self.lists.get("balance", [])}}
        if method == "GET" and not ref:
            found = [one for one in self.objects.values() if one["object"] == f"issuing.{kind[:-1]}"]
            found += self.lists.get(kind, [])
            names = [name for name in ("card", "cardholder") if name in params]
            wanted = [one for one in found if all(one.get(name) == params[name] for name in names)]
            return {"object": "list", "data": wanted[::-1], "has_more": False, "url": path}
        if method == "GET":
            return self.objects[ref]
        if ref:
            _merge(self.objects[ref], _numbers(params))
            return self.objects[ref]
        ref = f"{'ich' if kind == 'cardholders' else 'ic'}_{len(self.objects) + 1}"
        made: dict[str, Any] = {"id": ref, "object": f"issuing.{kind[:-1]}", "created": int(time.time())}
        if kind == "cards":
            made |= {"last4": "4242", "exp_month": 12, "exp_year": 2031}
        self.objects[ref] = made | _numbers(params)
        return self.objects[ref]


def _error(kind: str, words: str) -> dict[str, Any]:
    return {"error": {"type": kind, "message": words}}


def _merge(into: dict[str, Any], changes: dict[str, Any]) -> None:
    into.update(changes)


def _typed(value: Any, schema: dict[str, Any]) -> Any:
    """Form text as what the schema says it is."""
    if "anyOf" in schema:
        tries = [_typed(value, one) for one in schema["anyOf"]]
        return next((made for made, one in zip(tries, schema["anyOf"], strict=True) if _fits(made, one)), value)
    kind = schema.get("type")
    if kind == "object" and isinstance(value, dict):
        known = schema.get("properties", {})
        return {name: _typed(one, known.get(name, {})) for name, one in value.items()}
    if kind == "array" and isinstance(value, list):
        return [_typed(one, schema.get("items", {})) for one in value]
    if kind == "integer" and isinstance(value, str) and re.fullmatch(r"-?\d+", value):
        return int(value)
    if kind == "boolean" and value in {"true", "false"}:
        return value == "true"
    return value


def _fits(value: Any, schema: dict[str, Any]) -> bool:
    return Draft202012Validator(schema).is_valid(value)


def _numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _numbers(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_numbers(one) for one in value]
    return int(value) if isinstance(value, str) and re.fullmatch(r"\d{1,12}", value) else value


def _nested(text: str) -> dict[str, Any]:
    """a[b][0][c]=1 as {"a": {"b": [{"c": "1"}]}}."""
    found: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        keys = re.findall(r"[^\[\]]+", name)
        at = found
        for key in keys[:-1]:
            at = at.setdefault(key, {})
        at[keys[-1]] = value
    listed: dict[str, Any] = _lists(found)
    return listed


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    made = {name: _lists(one) for name, one in value.items()}
    if made and all(name.isdigit() for name in made):
        return [made[name] for name in sorted(made, key=int)]
    return made


@contextmanager
def stand_in() -> Iterator[StandIn]:
    """Stripe's API on a free port; skips when its schema is not beside this project."""
    if not SCHEMA.exists():
        pytest.skip("Stripe's schema is not beside this project (../shared/cards)")
    stripe = StandIn(json.loads(SCHEMA.read_text(encoding="utf-8")))

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            at = urlsplit(self.path)
            size = int(self.headers.get("Content-Length") or 0)
            text = self.rfile.read(size).decode() if self.command == "POST" else at.query
            status, body, headers = stripe.answer(self.command, at.path, _nested(text), dict(self.headers))
            if status < 0:
                self.close_connection = True
                return
            sent = json.dumps(body).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Type": "application/json", "Request-Id": "req_1"}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        do_GET = do_POST = _serve  # noqa: N815 - the names the server calls

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    stripe.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield stripe
    finally:
        server.shutdown()
        server.server_close()
