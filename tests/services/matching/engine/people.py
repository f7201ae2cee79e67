"""Hand-written needs and people for the engine's tests, all fictional; each need names the person it is meant for.

The needs are said as a shop floor says them, the works as papers do; most have a look-alike that shares words but not
the subject.
"""

from services.matching.engine.model import Commissioner, Enterprise, Need

PEOPLE = (
    (
        "主轴",
        "机床主轴动力学与可靠性设计",
        (
            "高速电主轴结构多目标优化设计",
            "数控机床主轴系统可靠性评估方法研究",
            "电主轴热变形与动态性能测试",
            "铝合金搅拌摩擦焊工艺参数优化",
        ),
    ),
    (
        "焊接",
        "焊接工艺与接头性能",
        (
            "厚板埋弧焊接头裂纹产生机理",
            "低合金高强钢焊接热影响区组织与性能",
            "机器人弧焊焊缝跟踪技术",
            "焊接残余应力数值模拟",
        ),
    ),
    (
        "水处理",
        "工业废水处理与资源化",
        (
            "高盐有机废水蒸发结晶技术",
            "焦化废水生化处理工艺研究",
            "膜法处理印染废水的膜污染控制",
            "污泥减量化与资源化利用",
        ),
    ),
    (
        "艾草",
        "天然产物提取与利用",
        (
            "艾草挥发油提取工艺优化",
            "艾叶黄酮的抑菌活性研究",
            "植物源饲料添加剂在肉鸡日粮中的应用",
            "中药渣发酵制备有机肥",
        ),
    ),
    (
        "视觉",
        "机器视觉与缺陷检测",
        (
            "基于深度学习的带钢表面缺陷检测",
            "卷积神经网络在工件识别中的应用",
            "工业相机标定与三维测量",
            "小样本缺陷图像数据增强",
        ),
    ),
    (
        "铸造",
        "铸造合金与凝固",
        ("球墨铸铁曲轴铸造缺陷分析", "压铸铝合金气孔形成与控制", "铸件凝固过程数值模拟", "消失模铸造涂料研究"),
    ),
    (
        "食品",
        "食品加工与保藏",
        ("速冻面米制品品质劣变机理", "面粉改良剂对馒头质构的影响", "真空冷冻干燥果蔬脆片工艺", "食品中微生物快速检测"),
    ),
    (
        "电池",
        "锂离子电池材料",
        (
            "高镍三元正极材料的包覆改性",
            "硅碳负极材料制备及电化学性能",
            "动力电池热失控机理与热管理",
            "废旧锂电池有价金属回收",
        ),
    ),
    (
        "培训",
        "企业管理与技术培训",
        (
            "中小企业技术创新管理研究",
            "企业技术人员培训体系建设",
            "精益生产在制造企业中的应用",
            "产业集群技术创新政策研究",
        ),
    ),
    (
        "百合",
        "植物组织培养与种苗繁育",
        ("百合鳞茎组培快繁技术", "百合种球脱毒与病毒检测", "百合连作障碍的土壤改良", "切花保鲜技术研究"),
    ),
    (
        "traction",
        "Power electronics and motor drives",
        (
            "Sensorless control of permanent magnet synchronous motors",
            "SiC MOSFET inverter design for electric vehicles",
            "Torque ripple reduction in PMSM drives",
        ),
    ),
)

NEEDS = (
    ("主轴", "我厂生产的加工中心主轴在高转速下振动大、发热严重，精度保持不住，急需改进主轴结构，提高可靠性。"),
    ("焊接", "压力容器厚板焊接后焊缝附近经常出现裂纹，返修率高，希望解决焊接工艺问题。"),
    ("水处理", "化工生产排出的废水含盐量高，现有生化系统处理不达标，需要新的处理技术。"),
    ("艾草", "想用本地艾草开发日化产品和饲料，缺少有效成分的提取技术。"),
    ("视觉", "冷轧带钢表面划伤、麻点靠人工检查，漏检多，希望用相机自动识别缺陷。"),
    ("铸造", "铝合金压铸件气孔多，气密性试验不合格，成品率只有七成。"),
    ("食品", "速冻水饺冻裂率高、口感变差，想改进面粉配方和速冻工艺。"),
    ("电池", "正极材料循环寿命短，容量衰减快，需要材料改性方面的技术支持。"),
    ("培训", "公司一线技术人员水平参差不齐，希望开展系统的技术培训，推行精益生产。"),
    ("百合", "百合种球退化、带病毒，连作几年后产量下降，需要脱毒种苗繁育技术。"),
    ("traction", "我公司电动车用永磁同步电机控制器（PMSM drives）转矩脉动大，想改用 SiC MOSFET 逆变器。"),
)


def commissioners() -> list[Commissioner]:
    """The people, willing to go anywhere."""
    return [Commissioner(f"c-{key}", f"示例{key}", expertise, works) for key, expertise, works in PEOPLE]


def enterprises() -> list[Enterprise]:
    """An enterprise for each need."""
    return [Enterprise(f"e-{key}", f"示例{key}企业", "410502", (Need(f"n-{key}", text),)) for key, text in NEEDS]
