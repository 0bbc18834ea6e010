"""A Flask application that does nothing: what the server and the framework cost by themselves."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    """A few bytes."""
    return "Hello"
