"""Words every service shares: Anyang's counties (GB/T 2260), the service types and delivery modes of the scheme."""

from enum import StrEnum

from shared.language import N_

COUNTIES: dict[str, str] = {
    "410502": N_("文峰区"),
    "410503": N_("北关区"),
    "410505": N_("殷都区"),
    "410506": N_("龙安区"),
    "410522": N_("安阳县"),
    "410523": N_("汤阴县"),
    "410526": N_("滑县"),
    "410527": N_("内黄县"),
    "410581": N_("林州市"),
}
"""County code -> name."""


class ServiceType(StrEnum):
    """The five types of service (the article, part one)."""

    INDUSTRY_CONSULTING = "industry_consulting"
    JOINT_RESEARCH = "joint_research"
    TECHNOLOGY_TRANSFER = "technology_transfer"
    DEMONSTRATION_EXTENSION = "demonstration_extension"
    GUIDANCE_TRAINING = "guidance_training"


SERVICE_TYPES: dict[str, str] = {
    ServiceType.INDUSTRY_CONSULTING: N_("产业发展咨询"),
    ServiceType.JOINT_RESEARCH: N_("产业科技攻关"),
    ServiceType.TECHNOLOGY_TRANSFER: N_("科技成果转移转化"),
    ServiceType.DEMONSTRATION_EXTENSION: N_("项目示范推广"),
    ServiceType.GUIDANCE_TRAINING: N_("技术指导及培训"),
}


class DeliveryMode(StrEnum):
    """The four modes of delivery (the article, part three)."""

    ON_SITE = "on_site"
    DEMONSTRATION = "demonstration"
    FACE_TO_FACE = "face_to_face"
    CLASS = "class"


DELIVERY_MODES: dict[str, str] = {
    DeliveryMode.ON_SITE: N_("现场讲解"),
    DeliveryMode.DEMONSTRATION: N_("示范指导"),
    DeliveryMode.FACE_TO_FACE: N_("面授交流"),
    DeliveryMode.CLASS: N_("集中培训"),
}
