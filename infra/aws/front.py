"""The template of the front: one address, a base path for each service, the site's own paths to one of them."""

import hashlib
import json
from typing import Any

from infra.aws.gateway_problems import gateway_problems, resource_form
from infra.aws.names import FRONT_SERVICE, FRONT_STAGE, SERVICES
from shared.web.source import FRONT_MARK, FRONT_SOURCE

Resources = dict[str, Any]

_WAIT_MS = 29_000
"""The longest a REST API waits for what is behind it."""


def url_parameter(service: str) -> str:
    """The front's parameter for the address of `service`, ending in a slash."""
    return f"{service.capitalize()}Url"


def front_template() -> dict[str, Any]:
    """Made last, because it is told the address of every service."""
    served = _served()
    # A deployment is a snapshot that never changes: another set of methods needs another deployment.
    deployment = "Deployment" + hashlib.sha256(json.dumps(served, sort_keys=True).encode()).hexdigest()[:12]
    methods = [name for name, one in served.items() if one["Type"] == "AWS::ApiGateway::Method"]
    own_domain = {"Fn::Not": [{"Fn::Equals": [{"Ref": "DomainName"}, ""]}]}
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Tepai: the front",
        "Parameters": {
            "FrontId": {"Type": "String"},
            "FrontRootId": {"Type": "String"},
            "FrontMark": {"Type": "String", "NoEcho": True, "Description": "What services know the front by."},
            "DomainName": {"Type": "String", "Default": "", "Description": "Your own domain name, if there is one."},
            "CertificateArn": {"Type": "String", "Default": "", "Description": "Its certificate, in this region."},
            **{url_parameter(service): {"Type": "String"} for service in SERVICES},
        },
        "Conditions": {"HasDomainName": own_domain},
        "Resources": {
            **served,
            **_problems(),
            deployment: _deployment(methods),
            "Stage": _stage(deployment),
            **_domain(),
        },
        "Outputs": {"DomainTarget": _domain_target()},
    }


def _served() -> Resources:
    made: Resources = {**_method("Home", _root(), FRONT_SERVICE, "")}
    made |= _path("Healthz", _root(), "healthz", FRONT_SERVICE, "healthz")
    made["Static"] = _resource(_root(), "static")
    made |= _path("StaticBelow", {"Ref": "Static"}, "{proxy+}", FRONT_SERVICE, "static/{proxy}")
    for service in SERVICES:
        name = service.capitalize()
        made |= _path(name, _root(), service, service, service)
        made |= _path(f"{name}Below", {"Ref": name}, "{proxy+}", service, f"{service}/{{proxy}}")
    return made


def _root() -> dict[str, str]:
    return {"Ref": "FrontRootId"}


def _path(name: str, parent: dict[str, str], part: str, service: str, path: str) -> Resources:
    return {name: _resource(parent, part), **_method(name, {"Ref": name}, service, path)}


def _resource(parent: dict[str, str], part: str) -> dict[str, Any]:
    properties = {"RestApiId": {"Ref": "FrontId"}, "ParentId": parent, "PathPart": part}
    return {"Type": "AWS::ApiGateway::Resource", "Properties": properties}


def _method(name: str, resource: dict[str, str], service: str, path: str) -> Resources:
    """Pass every request to `resource` on to `path` below the address of `service`."""
    integration: dict[str, Any] = {
        "Type": "HTTP_PROXY",
        "IntegrationHttpMethod": "ANY",
        "Uri": {"Fn::Sub": f"${{{url_parameter(service)}}}{path}"},
        "TimeoutInMillis": _WAIT_MS,
        # A service sees the front's address; the client's comes with the front's mark, in place of what a client sent.
        "RequestParameters": {
            f"integration.request.header.{FRONT_SOURCE}": "context.identity.sourceIp",
            f"integration.request.header.{FRONT_MARK}": {"Fn::Sub": "'${FrontMark}'"},
        },
    }
    properties: dict[str, Any] = {
        "RestApiId": {"Ref": "FrontId"},
        "ResourceId": resource,
        "HttpMethod": "ANY",
        # Who may call a route is the route's own to say; the front lets everyone through to it.
        "AuthorizationType": "NONE",
        "Integration": integration,
    }
    if "{proxy}" in path:
        properties["RequestParameters"] = {"method.request.path.proxy": True}
        integration["RequestParameters"]["integration.request.path.proxy"] = "method.request.path.proxy"
    return {f"{name}Any": {"Type": "AWS::ApiGateway::Method", "Properties": properties}}


def _problems() -> Resources:
    return {
        one.kind.title().replace("_", ""): {
            "Type": "AWS::ApiGateway::GatewayResponse",
            "Properties": {"RestApiId": {"Ref": "FrontId"}, **resource_form(one)},
        }
        for one in gateway_problems()
    }


def _deployment(methods: list[str]) -> dict[str, Any]:
    return {
        "Type": "AWS::ApiGateway::Deployment",
        "DependsOn": [*methods, *_problems()],
        "Properties": {"RestApiId": {"Ref": "FrontId"}},
    }


def _stage(deployment: str) -> dict[str, Any]:
    properties = {"RestApiId": {"Ref": "FrontId"}, "DeploymentId": {"Ref": deployment}, "StageName": FRONT_STAGE}
    return {"Type": "AWS::ApiGateway::Stage", "Properties": properties}


def _domain() -> Resources:
    domain = {
        "DomainName": {"Ref": "DomainName"},
        "RegionalCertificateArn": {"Ref": "CertificateArn"},
        "EndpointConfiguration": {"Types": ["REGIONAL"]},
        "SecurityPolicy": "TLS_1_2",
    }
    mapping = {"DomainName": {"Ref": "Domain"}, "RestApiId": {"Ref": "FrontId"}, "Stage": {"Ref": "Stage"}}
    return {
        "Domain": {"Type": "AWS::ApiGateway::DomainName", "Condition": "HasDomainName", "Properties": domain},
        "DomainServesFront": {
            "Type": "AWS::ApiGateway::BasePathMapping",
            "Condition": "HasDomainName",
            "Properties": mapping,
        },
    }


def _domain_target() -> dict[str, Any]:
    return {
        "Condition": "HasDomainName",
        "Description": "Point your domain name at this by a CNAME.",
        "Value": {"Fn::GetAtt": ["Domain", "RegionalDomainName"]},
    }
