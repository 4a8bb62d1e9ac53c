"""Orders against a sandbox, with the standard library only: a server for the run, a sandbox of the API on it."""

import json
import os
import shlex
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request
from pathlib import Path

SANDBAR = shlex.split(os.environ.get("SANDBAR", "npx sandbar"))
HERE = Path(__file__).parent
STATE = tempfile.TemporaryDirectory()
ENVIRONMENT = {**os.environ, "SANDBAR_STATE": STATE.name}


def sandbar(*args):
    """Runs a command; its output."""
    done = subprocess.run([*SANDBAR, *args], env=ENVIRONMENT, check=True, capture_output=True, text=True)
    return done.stdout


def setUpModule():
    printed = sandbar("start", "--port", "0", "--empty", "--detach", "--wait", "--print-env")
    ENVIRONMENT.update(line.split("=", 1) for line in printed.splitlines())


def tearDownModule():
    sandbar("stop")
    STATE.cleanup()


class Orders(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        document = str(HERE.parent / "openapi.yaml")
        behaviour = str(HERE.parent / "sandbox.yaml")
        made = json.loads(
            sandbar("generate", document, "--name", "orders", "--behaviour", behaviour, "--json")
        )
        cls.url, cls.key = made["pathUrl"] + "/v1", made["testKey"]

    def setUp(self):
        sandbar("reset", "orders")

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"authorization": f"Bearer {self.key}", "content-type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            return refused.code, json.load(refused)

    def test_an_order_is_shipped_and_delivered_a_day_later(self):
        status, order = self.call("POST", "/orders", {"item": "Lamp"})
        self.assertEqual(status, 201)
        self.assertEqual(self.call("POST", f"/orders/{order['id']}/ship")[1]["status"], "shipped")
        sandbar("clock", "advance", "orders", "1d")
        self.assertEqual(self.call("GET", f"/orders/{order['id']}")[1]["status"], "delivered")

    def test_an_order_is_shipped_once(self):
        _, order = self.call("POST", "/orders", {"item": "Table"})
        self.call("POST", f"/orders/{order['id']}/ship")
        self.assertEqual(self.call("POST", f"/orders/{order['id']}/ship")[0], 409)


if __name__ == "__main__":
    unittest.main()
