"""Runs where DataJoint 0.14 is installed: displays tables, pages through one, and prints what came as JSON.

Arguments: host, port, user and password of a MySQL or MariaDB server.
"""

from __future__ import annotations

import json
import sys
import uuid

import datajoint as dj
from IPython.core.interactiveshell import InteractiveShell

host, port, user, password = sys.argv[1:]
dj.config["database.host"] = host
dj.config["database.port"] = int(port)
dj.config["database.user"] = user
dj.config["database.password"] = password
dj.config["database.use_tls"] = False  # PyMySQL 1.2 fails where a server offers none
dj.config["safemode"] = False
dj.logger.setLevel("ERROR")

schema = dj.Schema("legacy_test")


@schema
class Subject(dj.Manual):
    definition = """
    # Animals <b>of</b> the lab
    subject_id : int          # number of the animal
    sex : enum('M','F','U')
    ---
    name="" : varchar(2000)   # what it is called
    image=null : longblob
    tag=null : uuid
    weight=null : decimal(10,3)
    """

    class Ear(dj.Part):
        definition = """
        -> master
        side : enum('left','right')
        """


HOSTILE = "<img src=x onerror=alert(1)>"
Subject.insert(
    {
        "subject_id": number,
        "sex": "MFU"[number % 3],
        "name": HOSTILE if number == 2 else f"animal {number}",
        "image": [1, 2] if number % 2 else None,
        "tag": uuid.UUID(int=number),
    }
    for number in range(40)
)

queries: list[str] = []
query = dj.Connection.query


def recorded(self, text, *arguments, **options):
    queries.append(text)
    return query(self, text, *arguments, **options)


dj.Connection.query = recorded


def fail(*_):
    raise AssertionError("DataJoint's own display was called")


dj.expression.QueryExpression.__repr__ = fail
dj.expression.QueryExpression._repr_html_ = fail

shell = InteractiveShell.instance()
shell.run_line_magic("load_ext", "djlab.notebook")


def shown(value):
    assert len(value.heading.attributes) > 0  # loads it
    queries.clear()
    bundle = shell.display_formatter.format(value)[0]
    return {"bundle": bundle, "queries": list(queries)}


def walk(value, **request):
    from djlab.notebook.paging import answer

    handles = shell._djlab_notebook.handles
    handle = handles.mint(value)
    ids, cursor = [], None
    for _ in range(100):
        reply = answer(handles, {"handle": handle, "type": "page", "size": 7, "cursor": cursor, **request})
        ids += [row[0] for row in reply["page"]["rows"]]
        cursor = reply["page"]["next"]
        if cursor is None:
            return {"ids": ids, "count": answer(handles, {"handle": handle, "type": "count"})["count"]}
    return {"ids": ids}


def shown_after_loss(value):
    """What is displayed after the server closed the connection, and DataJoint itself found that out or not."""
    other = dj.Connection(host, user, password, port=int(port), use_tls=False)
    other.query(f"KILL {dj.conn().query('SELECT connection_id()').fetchone()[0]}")
    other.close()
    return "rows" in shell.display_formatter.format(value)[0].get("application/vnd.djlab.preview.v1+json", {})


def shown_in_lost_transaction(value):
    dj.conn().start_transaction()
    told = [shown_after_loss(value)]
    if dj.conn()._in_transaction:
        told.append(shell.display_formatter.format(value)[0]["text/plain"])
        dj.conn().connect()
        dj.conn().cancel_transaction()
    return [*told, shown_after_loss(value)]


results = {
    "lost": [shown_after_loss(Subject()), *shown_in_lost_transaction(Subject())],
    "version": dj.__version__,
    "table": shown(Subject()),
    "displays": [
        shown(value)
        for value in (
            Subject & "subject_id < 30",
            Subject.proj("name"),
            Subject * Subject.Ear,
            Subject.aggr(Subject.Ear, n="count(*)"),
        )
    ],
    "walk": walk(Subject()),
    "sorted": walk(Subject() & "subject_id < 20", order=[["name", True]]),
}
schema.drop()
sys.stdout.write(json.dumps(results))
