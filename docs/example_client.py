"""Walks an article from import to publication over HTTP; needs Python alone.

    python example_client.py https://desk.example EDITOR FIRST-CHECKER SECOND-CHECKER

The last three are tokens, from `manage.py issue_token` or the desk's account page.
"""

import json
import sys
from functools import partial
from urllib.request import Request, urlopen

TEXT = "Ferry Sails\n\nThe ferry carried 412 people on Monday, the port authority said."


def call(site, token, method, path, body=None, **head):
    """Give the answer and its ETag; a refusal is an HTTPError with a sentence."""
    head |= {"Authorization": f"Token {token}", "Content-Type": "application/json"}
    sent = json.dumps(body).encode() if body is not None else None
    with urlopen(Request(f"{site}/api/v1{path}", sent, head, method=method)) as answer:
        return json.load(answer), answer.headers["ETag"]


def patch(caller, path, **body):
    """Change what was read a moment ago; a change in between is answered 409."""
    return caller("PATCH", path, body, **{"If-Match": caller("GET", path)[1]})


def main(site, *tokens):
    editor, first, second = (partial(call, site, token) for token in tokens)
    article = {"text": TEXT, "publisher": "Harbor Post", "published_on": "2026-03-03"}
    number = editor("POST", "/articles/", article)[0]["article"]
    at = f"/articles/{number}"
    topic = editor("POST", f"{at}/topics/", {"name": "Passengers"})[0]["id"]
    claim = editor("GET", f"/claims/?article={number}&q=412")[0]["results"][0]
    on = f"/claims/{claim['id']}"
    taken = {"selection": "central", "topic": topic, "version": claim["version"]}
    editor("POST", f"{on}/select/", taken)
    words = {"claim_reviewed": "The ferry carried 412 people on Monday."}
    patch(editor, f"{on}/", single_source_reason="Only the port counts.", **words)
    log = {"title": "Log", "publisher": "The port", "url": "https://port.example/log"}
    source = first("POST", "/sources/", log)[0]
    first("POST", f"/sources/{source['id']}/open/", {"version": source["version"]})
    passage = {"source": source["id"], "passage": "412 people were on board."}
    evidence = first("POST", f"{on}/evidence/", passage)[0]["id"]
    for place, reviewer in ("first", first), ("second", second):
        claim = reviewer("GET", f"{on}/")[0]
        answer = {"place": place, "round": claim["round"], "version": claim["version"]}
        answer |= {"said": "at-origin", "rating": "true", "reasoning": "It says so."}
        answer["bearings"] = [{"evidence": evidence, "bearing": "supports"}]
        reviewer("POST", f"{on}/review/", answer)
    words = {"title": "Did it carry 412?", "summary": "It did.", "as_of": "2026-03-05"}
    words |= {"key_findings": ["412.", "Logged.", "Late."], "why_checked": "Asked."}
    patch(editor, f"{at}/fact-check/", **words)
    shown = {"shown": editor("GET", f"{at}/gate/")[0]["shown"]}
    print(site + editor("POST", f"{at}/publish/", shown)[0]["address"])


if __name__ == "__main__":
    main(*sys.argv[1:])
