<#ftl output_format="plainText">
<#import "template.ftl" as layout>
<@layout.linked unexpected=msg("einlassEmailVerificationUnexpected")>
${msg("einlassEmailVerificationLead", layout.shared.company)}
</@layout.linked>
