import pytest

from infra.aws import ministack
from infra.aws.__main__ import main
from infra.aws.deploy import parameters_to_choose


def test_deploy_with_an_unknown_parameter_names_those_there_are(capsys):
    assert main(["deploy", "--stack", "tepai", "--region", "cn-north-1", "--set", "MailHos=x"]) == 1
    said = capsys.readouterr().err
    assert "MailHos=x" in said
    assert "MailHost" in said


def test_deploy_parameters_leave_out_what_stacks_tell_each_other():
    offered = parameters_to_choose()
    assert {"MailHost", "AlarmEmail", "DomainName", "CertificateArn", "PublicUrl"} <= set(offered)
    assert not {"BusName", "SecretArn", "FrontId", "OutcomesUrl", "BaseUrl"} & set(offered)


def test_redrive_of_an_unknown_service_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(["redrive", "--stack", "tepai", "--region", "cn-north-1", "--queue", "billing"])
    assert "applications" in capsys.readouterr().err


def test_stopping_ministack_where_none_runs_says_so(tmp_path):
    assert ministack.stop(tmp_path) is False
