"""The vendors' contracts as checks: what we send must be what they say they take."""

from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl

import httpx
import yaml
from graphql import GraphQLSchema, build_schema
from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from werkzeug.datastructures import Headers, ImmutableMultiDict


@cache
def linear_schema(shared: Path) -> GraphQLSchema:
    """The vendor's SDL, 1,200 types; a second to read."""
    return build_schema((shared / "contracts/linear/schema.graphql").read_text())


@cache
def zendesk(shared: Path) -> OpenAPI:
    """The vendor's OpenAPI document, itself unchecked: it is not valid OpenAPI throughout."""

    class Loader(yaml.CSafeLoader):
        """YAML 1.1 makes of a bare `=` a type of its own."""

    Loader.add_constructor("tag:yaml.org,2002:value", lambda loader, node: node.value)
    text = (shared / "contracts/zendesk/support-oas.yaml").read_text()
    document = yaml.load(text, Loader)
    # openapi-core cannot read a deepObject that may also be a number, as `page` is declared.
    document["components"]["parameters"]["DualPaginationPage"] = {"name": "page", "in": "query"}
    return OpenAPI.from_dict(document, config=Config(spec_validator_cls=None))


class Asked:
    """An httpx request as openapi-core wants to see it; it writes the path's parameters into it."""

    def __init__(self, request: httpx.Request) -> None:
        self.host_url = "https://example.zendesk.com"
        self.path = request.url.path
        self.method = request.method.lower()
        self.content_type = request.headers.get("content-type", "")
        self.body = request.content or None
        query = parse_qsl(request.url.query.decode())
        header = Headers(dict(request.headers))
        self.parameters = RequestParameters(query=ImmutableMultiDict(query), header=header)


def check_zendesk(contract: OpenAPI, request: httpx.Request) -> None:
    """Raises when Zendesk's document does not know this request."""
    contract.unmarshal_request(Asked(request)).raise_for_errors()
