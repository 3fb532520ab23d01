"""RDS's types in CloudFormation: what MiniStack 1.5.33 lacks of them, and where it says yes and AWS no."""
