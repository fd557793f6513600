"""Walks an article from import to publication over HTTP; needs Python alone.

    python example_client.py https://desk.example EDITOR FIRST-CHECKER SECOND-CHECKER

The last three are tokens, from `manage.py issue_token` or the desk's account page.
"""

import json
import sys
from urllib.request import Request, urlopen

TEXT = """Harbor Ferry Carried 412 Passengers

The night ferry carried 412 passengers on Monday, the port authority said."""


class Desk:
    def __init__(self, site, token=None):
        self.api = f"{site}/api/v1"
        self.token = {"Authorization": f"Token {token}"} if token else {}

    def call(self, method, path, body=None, **head):
        """Give the answer and its ETag; a refusal is an HTTPError with a sentence."""
        head |= self.token | {"Content-Type": "application/json"}
        sent = json.dumps(body).encode() if body is not None else None
        request = Request(self.api + path, sent, head, method=method)
        with urlopen(request) as response:
            return json.load(response), response.headers["ETag"]

    def get(self, path):
        return self.call("GET", path)[0]

    def post(self, path, **body):
        return self.call("POST", path, body)[0]

    def patch(self, path, **body):
        """Change what was read a moment ago; a change in between is answered 409."""
        _read, etag = self.call("GET", path)
        return self.call("PATCH", path, body, **{"If-Match": etag})[0]


def main(site, *tokens):
    editor, first, second = (Desk(site, token) for token in tokens)
    article = editor.post("/articles/", text=TEXT, publisher="Harbor Gazette")
    at = f"/articles/{article['article']}"
    editor.patch(f"{at}/", date_unknown_reason="The paper prints no date.")
    topic = editor.post(f"{at}/topics/", name="Passengers")["id"]
    found = editor.get(f"/claims/?article={article['article']}&q=412")["results"]
    on, version = f"/claims/{found[0]['id']}", found[0]["version"]
    editor.post(f"{on}/select/", selection="central", topic=topic, version=version)
    editor.patch(f"{on}/", single_source_reason="Only the port counts passengers.")

    url = "https://port.example/log"
    source = first.post("/sources/", title="Log", publisher="The port", url=url)
    opened = f"/sources/{source['id']}/open/"
    first.post(opened, version=source["version"])
    passage = {"source": source["id"], "passage": "412 people were on board."}
    evidence = first.post(f"{on}/evidence/", **passage)["id"]
    for place, reviewer in ("first", first), ("second", second):
        claim = reviewer.get(f"{on}/")
        answer = {name: claim[name] for name in ("round", "version")}
        answer |= {"said": "at-origin" if claim["claimant"] else "", "rating": "true"}
        answer["bearings"] = [{"evidence": evidence, "bearing": "supports"}]
        answer["reasoning"] = "The log of the port lists 412 people."
        reviewer.post(f"{on}/review/", place=place, **answer)

    words = {"title": "How many people the ferry carried", "as_of": "2026-03-05"}
    words |= {"summary": "It carried 412.", "why_checked": "Readers asked."}
    findings = ["It carried 412.", "The log says so.", "It sailed on Monday."]
    editor.patch(f"{at}/fact-check/", key_findings=findings, **words)
    shown = editor.get(f"{at}/gate/")["shown"]
    version = editor.post(f"{at}/publish/", shown=shown)
    public = Desk(site).get(f"/fact-checks/{article['slug']}/")
    print(f"{site}{version['address']} {public['claims'][0]['chip']['label']}")


if __name__ == "__main__":
    main(*sys.argv[1:])
