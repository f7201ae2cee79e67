import importlib
import json

import pytest

from infra.aws.check import REGIONS, findings
from infra.aws.names import SERVICES
from infra.aws.templates import text_of
from shared.messaging.queue import MOST_ATTEMPTS
from shared.settings import Settings
from shared.store.dynamodb.table import table_shape


def of_type(template, type_name):
    return {name: one for name, one in template["Resources"].items() if one["Type"] == type_name}


def functions(template):
    return of_type(template, "AWS::Serverless::Function")


def event_sources(template, kind):
    """(function, what calls it) for every event of `kind`."""
    return [
        (function["Properties"], event["Properties"])
        for function in functions(template).values()
        for event in function["Properties"].get("Events", {}).values()
        if event["Type"] == kind
    ]


def policies(template):
    return [
        statement
        for role in of_type(template, "AWS::IAM::Role").values()
        for policy in role["Properties"]["Policies"]
        for said in policy["PolicyDocument"]["Statement"]
        for statement in [said["Fn::If"][1] if "Fn::If" in said else said]
    ]


def test_templates_in_both_partitions_have_no_findings(templates, tmp_path):
    for name, template in templates.items():
        (tmp_path / f"{name}.json").write_text(text_of(template))
    assert findings(tmp_path) == []


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"Type": "AWS::Cognito::UserPool"}, "E3006"),  # aws-cn has none
        ({"Type": "AWS::SQS::Queue", "Properties": {"VisibilityTimeOut": 5}}, "E3002"),
    ],
)
def test_findings_of_a_template_that_cannot_be_made_are_told(tmp_path, wrong, rule):
    (tmp_path / "wrong.json").write_text(json.dumps({"Resources": {"Wrong": wrong}}))
    assert any(rule in line and "Resources/Wrong" in line for line in findings(tmp_path))


def test_findings_ask_for_a_region_of_each_partition():
    assert {region.startswith("cn-") for region in REGIONS} == {True, False}


def test_no_template_names_a_partition_or_its_hosts(templates):
    for name, template in templates.items():
        text = text_of(template)
        for literal in ("arn:aws:", "arn:aws-cn:", "amazonaws.com/", "amazonaws.com.cn"):
            assert literal not in text, f"{name} says {literal}"


@pytest.mark.parametrize("service", SERVICES)
def test_rule_hears_exactly_what_the_service_reacts_to(service_templates, service):
    rules = of_type(service_templates[service], "AWS::Events::Rule").values()
    reactions = importlib.import_module(f"services.{service}.app").service.reactions
    # A rule for nothing cannot be made; one without a pattern would hear everything.
    wanted = [{"detail-type": sorted(reactions)}] if reactions else []
    assert [rule["Properties"]["EventPattern"] for rule in rules] == wanted


@pytest.mark.parametrize("service", SERVICES)
def test_every_function_of_the_app_is_deployed(service_templates, service):
    app = importlib.import_module(f"services.{service}.app").app
    handlers = {function["Properties"]["Handler"] for function in functions(service_templates[service]).values()}
    assert handlers == {"app.app"} | {source.handler_string for source in app.event_sources}


@pytest.mark.parametrize("service", SERVICES)
def test_queue_waits_six_timeouts_and_hands_failures_back_one_by_one(service_templates, service):
    template = service_templates[service]
    ((function, source),) = event_sources(template, "SQS")
    queue = template["Resources"]["Queue"]["Properties"]
    assert source["Queue"] == {"Fn::GetAtt": ["Queue", "Arn"]}
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert queue["VisibilityTimeout"] >= 6 * function["Timeout"]
    assert queue["RedrivePolicy"]["maxReceiveCount"] == MOST_ATTEMPTS


@pytest.mark.parametrize("service", SERVICES)
def test_relay_sees_new_outbox_items_only_and_loses_none(service_templates, service):
    ((_, source),) = event_sources(service_templates[service], "DynamoDB")
    (pattern,) = source["FilterCriteria"]["Filters"]
    assert json.loads(pattern["Pattern"]) == {
        "eventName": ["INSERT"],
        "dynamodb": {"NewImage": {"kind": {"S": ["outbox"]}}},
    }
    assert source["StartingPosition"] == "TRIM_HORIZON"
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["BisectBatchOnFunctionError"] is True
    assert source["MaximumRetryAttempts"] > 0
    assert source["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["RelayFailures", "Arn"]}


@pytest.mark.parametrize("service", SERVICES)
def test_rule_keeps_what_it_cannot_deliver(service_templates, service):
    rules = of_type(service_templates[service], "AWS::Events::Rule").values()
    for rule in rules:
        (target,) = rule["Properties"]["Targets"]
        assert target["DeadLetterConfig"] == {"Arn": {"Fn::GetAtt": ["Undelivered", "Arn"]}}
    allowed = {
        queue["Ref"]
        for policy in of_type(service_templates[service], "AWS::SQS::QueuePolicy").values()
        for queue in policy["Properties"]["Queues"]
    }
    assert allowed == ({"Queue", "Undelivered"} if rules else set())


@pytest.mark.parametrize("service", SERVICES)
def test_table_has_the_shape_the_store_works_with(service_templates, service):
    (table,) = of_type(service_templates[service], "AWS::DynamoDB::Table").values()
    properties, shape = table["Properties"], table_shape("any")
    for part in ("KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes", "BillingMode"):
        assert properties[part] == shape[part]
    assert properties["StreamSpecification"] == {"StreamViewType": "NEW_IMAGE"}
    assert properties["TimeToLiveSpecification"] == {"AttributeName": "ttl", "Enabled": True}
    assert table["DeletionPolicy"] == "Retain"


@pytest.mark.parametrize("service", SERVICES)
def test_functions_may_do_no_more_than_they_need(service_templates, service):
    for statement in policies(service_templates[service]):
        assert not [action for action in statement["Action"] if action.endswith("*")]
        # What AWS grants for every stream or none, and for every telephone number or none.
        assert statement["Resource"] != ["*"] or statement["Action"] in (["dynamodb:ListStreams"], ["sns:Publish"])
    for function in functions(service_templates[service]).values():
        publishes = function["Properties"]["Role"]["Fn::GetAtt"][0]
        granted = service_templates[service]["Resources"][publishes]["Properties"]["Policies"][0]
        may_publish = "events:PutEvents" in json.dumps(granted)
        # Routes and reactions tell by the outbox; only what empties it talks to the bus.
        assert may_publish == (function["Properties"]["Handler"] not in ("app.app", "app.on_message"))


def test_sending_is_granted_to_the_sender_and_only_by_the_way_that_is_chosen(service_templates):
    for service, template in service_templates.items():
        text = json.dumps([role["Properties"] for role in of_type(template, "AWS::IAM::Role").values()])
        assert ("ses:SendEmail" in text) == ("sns:Publish" in text) == (service == "notifications")
    roles = service_templates["notifications"]["Resources"]
    told = roles["OnMessageRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    assert [said["Fn::If"][0] for said in told if "Fn::If" in said] == ["SendsBySes", "SendsBySns"]


def test_who_needs_a_setting_is_told_it(service_templates):
    read = set()

    class Environment(dict):
        def get(self, name, default=None):
            read.add(name)
            return default

    Settings.of(Environment())
    sign_in = {name for name in read if name.startswith("TEPAI_OIDC_")}
    everybody = {"TEPAI_BASE_URL", "TEPAI_DEMO"}
    own = {"notifications": read - sign_in, "applications": everybody | sign_in}
    assert len(sign_in) == 5
    for service, template in service_templates.items():
        told = set(template["Globals"]["Function"]["Environment"]["Variables"])
        wanted = own.get(service, everybody)
        assert wanted <= told, f"{service} is not told {wanted - told}"


@pytest.mark.parametrize("service", SERVICES)
def test_everything_that_can_hold_a_failure_has_an_alarm(service_templates, service):
    template = service_templates[service]
    watched = {
        dimension["Value"]["Fn::GetAtt"][0]
        for alarm in of_type(template, "AWS::CloudWatch::Alarm").values()
        for dimension in alarm["Properties"]["Dimensions"]
        if "Fn::GetAtt" in dimension["Value"]
    }
    assert watched == set(of_type(template, "AWS::SQS::Queue")) - {"Queue"}
    counted = {
        alarm["Properties"]["Dimensions"][0]["Value"].get("Ref")
        for alarm in of_type(template, "AWS::CloudWatch::Alarm").values()
        if alarm["Properties"]["MetricName"] == "Errors"
    }
    assert counted == set(functions(template))


@pytest.mark.parametrize("service", SERVICES)
def test_api_passes_bytes_and_speaks_problems(service_templates, service):
    (api,) = of_type(service_templates[service], "AWS::Serverless::Api").values()
    body = api["Properties"]["DefinitionBody"]
    assert body["x-amazon-apigateway-binary-media-types"] == ["*/*"]
    responses = body["x-amazon-apigateway-gateway-responses"]
    assert {"DEFAULT_4XX", "DEFAULT_5XX"} <= set(responses)
    for response in responses.values():
        assert response["responseParameters"]["gatewayresponse.header.Content-Type"] == "'application/problem+json'"
        json.loads(response["responseTemplates"]["application/json"])


@pytest.mark.parametrize("service", SERVICES)
def test_chalice_encodes_no_page_as_bytes(service):
    listed = importlib.import_module(f"services.{service}.app").app.api.binary_types
    assert "*/*" not in listed
    assert "text/html" not in listed


def test_front_leads_to_every_service_and_the_site_to_one(templates):
    front = templates["front"]
    parts = of_type(front, "AWS::ApiGateway::Resource")

    def path(resource):
        if resource == {"Ref": "FrontRootId"}:
            return ""
        properties = parts[resource["Ref"]]["Properties"]
        return f"{path(properties['ParentId'])}/{properties['PathPart']}"

    leads = {
        path(method["Properties"]["ResourceId"]) or "/": method["Properties"]["Integration"]["Uri"]["Fn::Sub"]
        for method in of_type(front, "AWS::ApiGateway::Method").values()
    }
    site = {
        "/": "${ApplicationsUrl}",
        "/healthz": "${ApplicationsUrl}healthz",
        "/static/{proxy+}": "${ApplicationsUrl}static/{proxy}",
    }
    services = {f"/{name}": f"${{{name.capitalize()}Url}}{name}" for name in SERVICES}
    below = {f"{path}/{{proxy+}}": f"{uri}/{{proxy}}" for path, uri in services.items()}
    assert leads == site | services | below


def test_front_says_whose_address_it_saw_on_every_way_through_it(templates):
    """A service's own gateway sees the front's address: counted by that, everybody would be one."""
    methods = of_type(templates["front"], "AWS::ApiGateway::Method").values()
    for asked in (method["Properties"]["Integration"]["RequestParameters"] for method in methods):
        assert asked["integration.request.header.X-Tepai-Source"] == "context.identity.sourceIp"
        assert asked["integration.request.header.X-Tepai-Front"] == {"Fn::Sub": "'${FrontMark}'"}
    assert templates["front"]["Parameters"]["FrontMark"]["NoEcho"] is True


def test_front_deployment_follows_what_it_serves(templates, monkeypatch):
    from infra.aws import front

    def deployment(template):
        return next(iter(of_type(template, "AWS::ApiGateway::Deployment")))

    before = deployment(front.front_template())
    assert deployment(templates["front"]) == before
    monkeypatch.setattr(front, "FRONT_SERVICE", "outcomes")
    assert deployment(front.front_template()) != before
