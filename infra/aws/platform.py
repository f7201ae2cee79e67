"""The template of what all services share: the bus, the secret, the alarm topic, and the front's address."""

from typing import Any

from infra.aws.names import FRONT_STAGE


def platform_template() -> dict[str, Any]:
    """Made first, because every service is told these names."""
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Tepai: what all services share",
        "Parameters": {
            "PublicUrl": {"Type": "String", "Default": "", "Description": "https://… where you have a domain name."},
            "AlarmEmail": {"Type": "String", "Default": "", "Description": "Who is told of alarms by e-mail."},
        },
        "Conditions": {
            "HasPublicUrl": {"Fn::Not": [{"Fn::Equals": [{"Ref": "PublicUrl"}, ""]}]},
            "HasAlarmEmail": {"Fn::Not": [{"Fn::Equals": [{"Ref": "AlarmEmail"}, ""]}]},
        },
        "Resources": {
            "Bus": {"Type": "AWS::Events::EventBus", "Properties": {"Name": {"Ref": "AWS::StackName"}}},
            "Secret": _secret(),
            "Alarms": _alarm_topic(),
            "AlarmsByEmail": _alarms_by_email(),
            "Front": _front(),
        },
        "Outputs": {
            "BusName": {"Value": {"Ref": "Bus"}},
            "BusArn": {"Value": {"Fn::GetAtt": ["Bus", "Arn"]}},
            "SecretArn": {"Value": {"Ref": "Secret"}},
            "AlarmTopicArn": {"Value": {"Ref": "Alarms"}},
            "FrontId": {"Value": {"Ref": "Front"}},
            "FrontRootId": {"Value": {"Fn::GetAtt": ["Front", "RootResourceId"]}},
            "BaseUrl": {"Value": {"Fn::If": ["HasPublicUrl", {"Ref": "PublicUrl"}, _own_address()]}},
        },
    }


def _own_address() -> dict[str, str]:
    return {"Fn::Sub": "https://${Front}.execute-api.${AWS::Region}.${AWS::URLSuffix}/" + FRONT_STAGE}


def _secret() -> dict[str, Any]:
    # CloudFormation cannot make a key pair: the deploy command fills in the first value, and no update takes it away,
    # because the text here never changes.
    return {
        "Type": "AWS::SecretsManager::Secret",
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": {"Description": "Tepai: keys of tokens, secret of codes", "SecretString": "{}"},
    }


def _alarm_topic() -> dict[str, Any]:
    return {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": "Tepai"}}


def _alarms_by_email() -> dict[str, Any]:
    return {
        "Type": "AWS::SNS::Subscription",
        "Condition": "HasAlarmEmail",
        "Properties": {"TopicArn": {"Ref": "Alarms"}, "Protocol": "email", "Endpoint": {"Ref": "AlarmEmail"}},
    }


def _front() -> dict[str, Any]:
    # Only its address is made here, which the services have to know; what it serves, and needs to know of them, is the
    # front's own template.
    return {
        "Type": "AWS::ApiGateway::RestApi",
        "Properties": {
            "Name": {"Ref": "AWS::StackName"},
            "BinaryMediaTypes": ["*/*"],
            "EndpointConfiguration": {"Types": ["REGIONAL"]},
        },
    }
